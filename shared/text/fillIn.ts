/** `{name}`, or `{name|image|images}`: one word for 1 of that parameter, the other for any other number. */
const blank = /\{(\w+)(?:\|([^{}|]*)\|([^{}|]*))?\}/g;

const isOne = (value: string | number): boolean => Number(value) === 1;

/**
 * Replaces every `{name}` in `template` by that parameter; numbers get separators. `{name|image|images}` is the word that goes with it. A
 * missing one stays visible.
 */
export function fillIn(
  template: string,
  params: Readonly<Record<string, string | number>> = {},
  locale = 'en',
): string {
  return template.replace(blank, (whole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one !== undefined && other !== undefined) return isOne(value) ? one : other;
    return typeof value === 'number' ? value.toLocaleString(locale) : value;
  });
}
