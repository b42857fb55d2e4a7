/** Where a text is no map, counted from 0, and what was looked for there. */
export interface ClassMapProblem {
  readonly kind: 'noPair' | 'openQuote' | 'afterQuote' | 'twice';
  readonly position: number;
}

type Read<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: ClassMapProblem };

const ok = <Value>(value: Value): Read<Value> => ({ ok: true, value });
const fail = (kind: ClassMapProblem['kind'], position: number): Read<never> => ({
  ok: false,
  problem: { kind, position },
});

interface Word {
  readonly text: string;
  readonly end: number;
}

/** A name up to one of `stops`: as it is, without the space around it, or in double quotes, in which two stand for one. */
function readName(text: string, start: number, stops: string): Read<Word> {
  let at = start;
  while (text[at] === ' ') at += 1;
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && !stops.includes(text[end] as string)) end += 1;
    return ok({ text: text.slice(at, end).trim(), end });
  }
  const quoted = /^"((?:[^"]|"")*)"/.exec(text.slice(at));
  if (!quoted) return fail('openQuote', at);
  at += quoted[0].length;
  while (text[at] === ' ') at += 1;
  if (at < text.length && !stops.includes(text[at] as string)) return fail('afterQuote', at);
  return ok({ text: (quoted[1] ?? '').replaceAll('""', '"'), end: at });
}

/** `a,"b, c"`: names between commas. */
export function parseNameList(text: string): Read<readonly string[]> {
  const names: string[] = [];
  for (let at = 0; at <= text.length;) {
    const name = readName(text, at, ',');
    if (!name.ok) return name;
    if (name.value.text !== '') names.push(name.value.text);
    at = name.value.end + 1;
  }
  return ok(names);
}

/**
 * `car=vehicle,truck=vehicle,person=`: what each class is written as; nothing: it is left out (null). Names that hold a comma, an
 * equals sign or a quote stand in double quotes.
 */
export function parseClassMap(text: string): Read<Readonly<Record<string, string | null>>> {
  const pairs = new Map<string, string | null>();
  if (text.trim() === '') return ok({});
  for (let at = 0; at <= text.length;) {
    const from = readName(text, at, '=,');
    if (!from.ok) return from;
    if (text[from.value.end] !== '=' || from.value.text === '') return fail('noPair', at);
    const to = readName(text, from.value.end + 1, ',');
    if (!to.ok) return to;
    if (pairs.has(from.value.text)) return fail('twice', at);
    pairs.set(from.value.text, to.value.text === '' ? null : to.value.text);
    at = to.value.end + 1;
  }
  return ok(Object.fromEntries(pairs));
}

const quoted = (name: string): string => (/[,="]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** As `parseClassMap` reads it. */
export const formatClassMap = (map: Readonly<Record<string, string | null>>): string =>
  Object.entries(map)
    .map(([from, to]) => `${quoted(from)}=${to === null ? '' : quoted(to)}`)
    .join(',');
