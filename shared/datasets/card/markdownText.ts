/**
 * Text from anywhere as one line of Markdown that means itself: no link, no markup, no HTML, no new cell of a table. As CommonMark has it, a
 * backslash takes the meaning of punctuation away.
 */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      // Signs that turn the direction of what follows.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
      .replace(/[\\`*_{}[\]#+!|~<>&^$=]/g, (sign) => markup[sign] ?? `\\${sign}`)
      .replace(/^([-.)\d]+)/, (start) => start.replace(/[-.)]/g, (sign) => `\\${sign}`))
  );
}

/** HTML has no backslash. */
const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A YAML string in double quotes is a JSON string, with what YAML 1.1 breaks lines at written out. */
export function yamlText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0085\u2028\u2029\ufeff\u007f-\u009f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
