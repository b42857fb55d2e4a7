/** Replaces every `{name}` in `template` by that parameter; numbers get separators. A missing one stays visible. */
export function fillIn(
  template: string,
  params: Readonly<Record<string, string | number>> = {},
  locale = 'en',
): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? value.toLocaleString(locale) : value;
  });
}
