/** Each more makes the search longer by a factor of the length of the path. */
const wildcardsAtMost = 4;
const mark = '{}';

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * Finds the part of a path that a pattern marks with `{}`: as little as fits, and not beyond a slash. `*` is anything within a part of the path, `**`
 * anything at all. A pattern without a slash is of the file's name. `{}_*` finds `P12` in `cam2/P12_left.png`.
 * @returns a function that gives the part, or null for a path that doesn't fit; null: it is no pattern (`{}` not once, too many wildcards)
 */
export function groupPattern(pattern: string): ((path: string) => string | null) | null {
  const pieces = pattern.split(/(\*\*|\*|\{\})/);
  const marks = pieces.filter((piece) => piece === mark).length;
  const wildcards = pieces.filter((piece) => piece.startsWith('*')).length;
  if (marks !== 1 || wildcards > wildcardsAtMost) return null;
  const source = pieces.map((piece) => {
    if (piece === mark) return '([^/]+?)';
    if (piece === '**') return '[^]*';
    return piece === '*' ? '[^/]*' : escapeRegExp(piece);
  });
  const expression = new RegExp(`^${source.join('')}$`);
  const isOfName = !pattern.includes('/');
  return (path) => expression.exec(isOfName ? path.slice(path.lastIndexOf('/') + 1) : path)?.[1] ?? null;
}
