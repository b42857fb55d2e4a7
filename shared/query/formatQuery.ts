import { getField } from './fieldRegistry.ts';
import type { FieldId } from './fieldRegistry.ts';
import type { QueryNode, Range, Scalar, Word } from './queryNode.ts';

const quote = (pattern: string): string =>
  // In a pattern `\\`, `\*` and `\?` are written already as quotes want them.
  `"${pattern.replaceAll('"', '\\"')}"`;

/** A pattern as it is typed: in quotes where it would else end early or mean something else. */
export function formatPattern(pattern: string): string {
  const isPlain = /^[^\s()",\\]+$/.test(pattern) && !/\.\./.test(pattern);
  return isPlain ? pattern : quote(pattern);
}

const formatWord = (field: FieldId, { pattern, isNone }: Word): string => {
  const { hasNone } = getField(field);
  const isMistakable = hasNone === true && !isNone && pattern.toLowerCase() === 'none';
  // A comparison sign at its start would be taken for one.
  return isMistakable || /^[<>=]/.test(pattern) ? quote(pattern) : formatPattern(pattern);
};

const formatScalar = (value: Scalar): string => (typeof value === 'number' ? formatNumber(value) : value.date);

/** Without an exponent, which queries don't know. */
function formatNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

function formatRange({ low, high }: Range): string {
  const [from, to] = [low && formatScalar(low.value), high && formatScalar(high.value)];
  if (from !== null && from === to && !low?.isOpen && !high?.isOpen) return from;
  if (from !== null && to !== null) return `${from}..${to}`;
  if (low && from !== null) return `${low.isOpen ? '>' : '>='}${from}`;
  return `${high?.isOpen ? '<' : '<='}${to ?? ''}`;
}

function formatText({ pattern }: Word): string {
  const isMistakable =
    /^(-|OR$|AND$|NOT$|[:<>=])/.test(pattern) || /^[A-Za-z][A-Za-z-]*(\.[^\s]*)?[:<>=]/.test(pattern);
  return isMistakable ? quote(pattern) : formatPattern(pattern);
}

function formatTerm(node: Extract<QueryNode, { kind: 'words' | 'ranges' }>): string {
  const name = node.key === null ? node.field : `${node.field}.${node.key}`;
  if (node.kind === 'words') {
    const words = node.words.map((word) => formatWord(node.field, word)).join(',');
    // Of a field of any kind a word that looks like a number is in quotes, or it would be compared as one.
    const isMistakable =
      getField(node.field).kind === 'any' && node.words.every(({ pattern }) => /^[-+.\d]|day$/.test(pattern));
    const safe = isMistakable ? node.words.map(({ pattern }) => quote(pattern)).join(',') : words;
    return `${name}${node.isWhole ? '=' : ':'}${safe}`;
  }
  const [first, ...more] = node.ranges.map(formatRange);
  if (first === undefined) return name;
  // A single comparison needs no colon.
  return more.length === 0 && /^[<>]/.test(first) ? `${name}${first}` : `${name}:${[first, ...more].join(',')}`;
}

/** The text that `parseQuery` makes this node of. */
export function formatQuery(node: QueryNode | null): string {
  if (node === null) return '';
  switch (node.kind) {
    case 'and':
      return node.parts
        .map((part) => (part.kind === 'or' || part.kind === 'and' ? `(${formatQuery(part)})` : formatQuery(part)))
        .join(' ');
    case 'or':
      return node.parts.map((part) => (part.kind === 'or' ? `(${formatQuery(part)})` : formatQuery(part))).join(' OR ');
    case 'not': {
      const inner = formatQuery(node.part);
      return node.part.kind === 'and' || node.part.kind === 'or' ? `-(${inner})` : `-${inner}`;
    }
    case 'text':
      return formatText(node.word);
    case 'words':
    case 'ranges':
      return formatTerm(node);
  }
}
