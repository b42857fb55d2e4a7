/** Patterns of words: `*` and `?` within a part of a path, `**` across parts; a backslash takes the meaning away. */

interface Piece {
  readonly kind: 'text' | '*' | '**' | '?';
  /** Of a wildcard as it is written. */
  readonly text: string;
}

function* piecesOf(pattern: string): Generator<Piece> {
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '\\' && at + 1 < pattern.length) yield { kind: 'text', text: pattern.charAt(++at) };
    else if (character === '*' && pattern[at + 1] === '*') {
      while (pattern[at + 1] === '*') at++;
      yield { kind: '**', text: '**' };
    } else if (character === '*' || character === '?') yield { kind: character, text: character };
    else yield { kind: 'text', text: character };
  }
}

/** The text that a pattern without wildcards stands for; null when it has some. */
export function literalOf(pattern: string): string | null {
  let text = '';
  for (const piece of piecesOf(pattern)) {
    if (piece.kind !== 'text') return null;
    text += piece.text;
  }
  return text;
}

/** The pattern that stands for nothing but this text. */
export function patternOf(text: string): string {
  return text.replace(/[*?\\]/g, (special) => `\\${special}`);
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** As LIKE of SQLite folds: the letters A to Z. */
export const foldCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/**
 * An expression for a whole text with the case folded by `foldCase`. `**` between slashes also stands for nothing:
 * `**\/cam2/**` fits `cam2/a.jpg`.
 * @param separated whether `*` and `?` stop at slashes
 */
export function globExpression(pattern: string, separated: boolean): RegExp {
  const [many, one] = separated ? ['[^/]*', '[^/]'] : ['[^]*', '[^]'];
  let source = '';
  const pieces = [...piecesOf(pattern)];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at];
    const next = pieces[at + 1];
    const isAtStart = at === 0 || source.endsWith('\\/');
    if (piece?.kind === '**' && isAtStart && next?.kind === 'text' && next.text === '/') {
      source += '(?:[^]*\\/)?';
      at++;
    } else if (piece?.kind === '**') source += '[^]*';
    else if (piece?.kind === '*') source += many;
    else if (piece?.kind === '?') source += one;
    else source += escapeRegExp(foldCase(piece?.text ?? ''));
  }
  return new RegExp(`^${source}$`);
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (special) => `\\${special}`);

/**
 * A pattern for `LIKE ... ESCAPE '\'` that lets through whatever the glob does; `isExact`: and nothing else. The first step
 * of a search through many paths, which SQLite does by itself.
 */
export function likePattern(pattern: string, separated: boolean): { readonly like: string; readonly isExact: boolean } {
  let [like, isExact] = ['', true];
  const pieces = [...piecesOf(pattern)];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at];
    const next = pieces[at + 1];
    if (piece?.kind === '**') {
      like += '%';
      // Between slashes it may stand for nothing, and the slash goes with it.
      if (next?.kind === 'text' && next.text === '/') [isExact, at] = [false, at + 1];
    } else if (piece?.kind === '*') [like, isExact] = [`${like}%`, isExact && !separated];
    else if (piece?.kind === '?') [like, isExact] = [`${like}_`, isExact && !separated];
    else like += escapeLike(piece?.text ?? '');
  }
  return { like, isExact };
}
