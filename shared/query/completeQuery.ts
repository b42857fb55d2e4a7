import { dateWords } from './datePeriod.ts';
import { fieldIds, getField, isFieldId } from './fieldRegistry.ts';
import type { FieldId } from './fieldRegistry.ts';
import { formatPattern } from './formatQuery.ts';
import { patternOf } from './globs.ts';

/** What a project holds that can be looked for; counts where they are known. */
export interface QueryValues {
  /** Of fields without values of their own: class, tag, annotated-by, format. */
  readonly values: Partial<
    Readonly<Record<FieldId, readonly { readonly value: string; readonly count: number | null }[]>>
  >;
  readonly metaKeys: readonly string[];
}

export interface Candidate {
  /** What stands in the place of what is completed. */
  readonly insert: string;
  readonly kind: 'field' | 'value' | 'operator';
  /** The field that it is, or is a value of; null for OR and the like. */
  readonly field: FieldId | null;
  readonly count: number | null;
}

export interface Completion {
  /** The characters that a candidate replaces. */
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly Candidate[];
}

const most = 12;
const termBefore =
  /(?:^|[\s(])-?([A-Za-z][A-Za-z-]*)(?:\.([^\s:<>=()"]*))?(?::?(?:<=|>=|<|>)|[:=])((?:"[^"]*"|[^\s()"])*,)?("[^"]*|[^\s(),"]*)$/;
const wordBefore = /(?:^|[\s(])-?([^\s()":<>=]*)$/;

/** Whether every letter of `typed` comes in order; what begins with it comes first. Lower is better, null: no match. */
function rank(candidate: string, typed: string): number | null {
  const [name, wanted] = [candidate.toLowerCase(), typed.toLowerCase()];
  if (name.startsWith(wanted)) return 0;
  const at = name.indexOf(wanted);
  return at < 0 ? null : 1 + at;
}

function pick(candidates: readonly Candidate[], nameOf: (candidate: Candidate) => string, typed: string): Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, order: rank(nameOf(candidate), typed) }))
    .filter((one): one is { candidate: Candidate; order: number } => one.order !== null)
    .sort((a, b) => a.order - b.order)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

function fieldCandidates(metaKeys: readonly string[]): Candidate[] {
  const known = fieldIds.flatMap((id) => {
    const { kind, hasKey } = getField(id);
    const names = hasKey ? metaKeys.map((key) => `${id}.${key}`) : [id];
    return names.map((name): Candidate => ({
      insert: kind === 'number' ? name : `${name}:`,
      kind: 'field',
      field: id,
      count: null,
    }));
  });
  return known;
}

function valueCandidates(field: FieldId, { values }: QueryValues): Candidate[] {
  const { kind, values: own, hasNone } = getField(field);
  const found = values[field] ?? [];
  const counted = new Map(found.map(({ value, count }) => [value, count]));
  const names = own ?? found.map(({ value }) => value);
  const dates = kind === 'date' ? dateWords : [];
  const toCandidate = (insert: string, count: number | null): Candidate => ({ insert, kind: 'value', field, count });
  return [
    ...names.map((name) => toCandidate(quoted(name), counted.get(name) ?? null)),
    ...dates.map((word) => toCandidate(word, null)),
    ...(hasNone ? [toCandidate('none', null)] : []),
  ];
}

/** A value that is called none is put in quotes, or it would mean that there is none. */
const quoted = (value: string): string =>
  value.toLowerCase() === 'none' ? `"${value}"` : formatPattern(patternOf(value));

/** What can be put at the caret: names of fields, or values of the field that the caret is behind. */
export function completeQuery(text: string, caret: number, known: QueryValues): Completion {
  const before = text.slice(0, caret);
  const none = { from: caret, to: caret, candidates: [] };
  const rest = /^[^\s(),"]*/.exec(text.slice(caret))?.[0] ?? '';
  const term = termBefore.exec(before);
  const [, name = '', , , typedValue = ''] = term ?? [];
  if (term && isFieldId(name.toLowerCase())) {
    const typed = typedValue.replace(/^"/, '');
    const candidates = valueCandidates(name.toLowerCase() as FieldId, known);
    const fitting = pick(candidates, ({ insert }) => insert.replace(/^"/, ''), typed);
    return { from: caret - typedValue.length, to: caret + rest.length, candidates: fitting };
  }
  const word = wordBefore.exec(before);
  if (!word) return none;
  const typed = word[1] ?? '';
  const to = caret + (/^[A-Za-z.-]*[:<>=]?/.exec(text.slice(caret))?.[0].length ?? 0);
  const fields = pick(fieldCandidates(known.metaKeys), ({ insert }) => insert, typed);
  const operators: Candidate[] =
    before.trim() !== typed && typed !== '' && 'OR'.startsWith(typed)
      ? [{ insert: 'OR ', kind: 'operator', field: null, count: null }]
      : [];
  return { from: caret - typed.length, to, candidates: [...operators, ...fields] };
}
