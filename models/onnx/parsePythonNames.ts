/**
 * The class names of an Ultralytics export: a Python dict literal such as `{0: 'person', 1: "driver's seat"}`, or a
 * list. Read as data, never evaluated. Null when it is neither, or when the numbers have gaps.
 */
export function parsePythonNames(text: string): string[] | null {
  const isList = /^\s*\[/.test(text);
  const entry = /(?:(\d+)\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
  const names: string[] = [];
  for (const [, index, single, double] of text.matchAll(entry)) {
    const at = isList ? names.length : Number(index);
    if (at !== names.length) return null;
    names.push((single ?? double ?? '').replace(/\\(.)/g, '$1'));
  }
  return names.length > 0 ? names : null;
}
