/** One line of a table of values, as RFC 4180 has it: what holds the separator, a quote or a line break is quoted. */
export function delimitedLine(values: readonly (string | number | null)[], separator: ',' | '\t'): string {
  const cells = values.map((value) => {
    const text = value === null ? '' : String(value);
    return /[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(separator)}\n`;
}
