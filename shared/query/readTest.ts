import { datePeriod } from './datePeriod.ts';
import { getField } from './fieldRegistry.ts';
import type { Field, FieldId } from './fieldRegistry.ts';
import { literalOf } from './globs.ts';
import { nearest } from './nearest.ts';
import type { Bound, QueryNode, Range, Scalar, Word } from './queryNode.ts';
import { QueryRefusal } from './queryProblem.ts';
import type { QueryReader, WrittenWord } from './QueryReader.ts';

const comparison = /<=|>=|<|>|=/y;
const number = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** What was tested and with what, once field and key are known. */
export interface TermHead {
  readonly field: FieldId;
  readonly key: string | null;
}

function toScalar({ field }: TermHead, { kind }: Field, word: WrittenWord): Scalar {
  const text = literalOf(word.pattern) ?? word.written;
  if (kind !== 'date' && number.test(text)) return Number(text);
  if (kind !== 'number' && datePeriod(text, new Date()) !== null) return { date: text };
  throw new QueryRefusal(kind === 'date' ? 'query.notADate' : 'query.notANumber', word, { value: text, field });
}

/** Whether a value of `any` kind is meant as a number or date. */
function isScalar(text: string): boolean {
  return number.test(text) || datePeriod(text, new Date()) !== null;
}

function toWord({ field }: TermHead, { values, hasNone }: Field, word: WrittenWord): Word {
  const { position, length, isQuoted } = word;
  const isNone = hasNone === true && !isQuoted && word.pattern.toLowerCase() === 'none';
  if (!values || isNone) return { pattern: isNone ? 'none' : word.pattern, isNone, position, length };
  const text = (literalOf(word.pattern) ?? word.written).toLowerCase();
  const known = values.find((value) => value.toLowerCase() === text || value.replaceAll(' ', '-') === text);
  if (known !== undefined) return { pattern: known, isNone, position, length };
  const possible = [...values, ...(hasNone ? ['none'] : [])];
  const suggestion = nearest(text, possible);
  const details = { value: text, field, possible: possible.join(', ') };
  if (suggestion === undefined) throw new QueryRefusal('query.unknownValue', word, details);
  throw new QueryRefusal('query.misspelledValue', word, { ...details, suggestion });
}

function takeValue(reader: QueryReader, { field }: TermHead, stops: string): WrittenWord {
  const word = reader.takeWord(stops);
  if (word.length > 0) return word;
  throw new QueryRefusal('query.missingValue', { position: reader.at, length: 1 }, { field });
}

function rangeOf(operator: string, value: Scalar): Range {
  const bound = (isOpen: boolean): Bound => ({ value, isOpen });
  if (operator === '<' || operator === '<=') return { low: null, high: bound(operator === '<') };
  if (operator === '>' || operator === '>=') return { low: bound(operator === '>'), high: null };
  return { low: bound(false), high: bound(false) };
}

const isAfter = (low: Scalar, high: Scalar): boolean =>
  typeof low === 'number' && typeof high === 'number' && low > high;

/** `a..b`, `a..`, `..b` or `a`. */
function readRange(head: TermHead, field: Field, word: WrittenWord): Range {
  const parts = word.isQuoted ? [word.written] : word.pattern.split('..');
  const part = (text: string, from: number): WrittenWord => ({
    ...word,
    pattern: text,
    written: text,
    position: word.position + from,
    length: text.length,
  });
  if (parts.length === 1) return rangeOf('=', toScalar(head, field, word));
  const [low = '', high = '', more] = parts;
  if (more !== undefined || (low === '' && high === ''))
    throw new QueryRefusal('query.badRange', word, { value: word.written });
  const end = (text: string, from: number): Bound | null =>
    text === '' ? null : { value: toScalar(head, field, part(text, from)), isOpen: false };
  const range = { low: end(low, 0), high: end(high, low.length + 2) };
  if (range.low && range.high && isAfter(range.low.value, range.high.value))
    throw new QueryRefusal('query.emptyRange', word, { low, high });
  return range;
}

type Written = readonly { readonly operator: string; readonly word: WrittenWord }[];

/** Whether values are compared by size: always where one is, never of words, and of any kind where all can be. */
function areRanges({ kind, hasNone }: Field, written: Written): boolean {
  if (written.some(({ operator }) => /[<>]/.test(operator))) return true;
  const isNone = ({ isQuoted, pattern }: WrittenWord): boolean => !isQuoted && pattern.toLowerCase() === 'none';
  if (kind === 'word' || (hasNone && written.some(({ word }) => isNone(word)))) return false;
  const canBe = ({ isQuoted, pattern }: WrittenWord): boolean =>
    !isQuoted && pattern.split('..').every((end) => end === '' || isScalar(end));
  return kind !== 'any' || written.every(({ word }) => canBe(word));
}

/** What stands behind a field: a comparison, or values with commas between them. */
export function readTest(reader: QueryReader, head: TermHead): QueryNode {
  const field = getField(head.field);
  const start = reader.at;
  const afterColon = reader.takeCharacter(':');
  const operator = reader.take(comparison)?.[0] ?? '';
  const isComparing = /[<>]/.test(operator);
  if (isComparing && field.kind === 'word')
    throw new QueryRefusal(
      'query.noComparison',
      { position: start, length: reader.at - start },
      head as { field: FieldId },
    );
  reader.skipSpace();
  const written: { readonly operator: string; readonly word: WrittenWord }[] = [];
  for (let isFirst = true; isFirst || reader.takeCharacter(','); isFirst = false) {
    const own = isFirst ? operator : afterColon ? (reader.take(comparison)?.[0] ?? '') : '';
    written.push({ operator: own, word: takeValue(reader, head, ',') });
  }
  const { field: id, key } = head;
  if (!areRanges(field, written)) {
    const words = written.map(({ word }) => toWord(head, field, word));
    return { kind: 'words', field: id, key, isWhole: operator === '=', words };
  }
  const ranges = written.map(({ operator: own, word }) =>
    /[<>]/.test(own) ? rangeOf(own, toScalar(head, field, word)) : readRange(head, field, word),
  );
  return { kind: 'ranges', field: id, key, ranges };
}
