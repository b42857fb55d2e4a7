import { BrokenFile } from '#shared/formats/reader.ts';
import type { FormatReader } from '#shared/formats/reader.ts';
import { memoryTree, readRecords } from './readRecords.ts';
import type { Files } from './readRecords.ts';

/** Numbers that look random and are the same for the same seed (Mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oddities = [
  ...[
    'NaN',
    '-1e999',
    '1e308',
    '-0',
    '""',
    'null',
    '[]',
    '{}',
    '"__proto__"',
    '[[[[',
    ']]',
    '}}',
    '<',
    '>',
    '&x;',
    '\u0000',
  ],
  ...[
    '\ufeff',
    '\ud83d',
    '../../etc/passwd',
    'C:\\a',
    '99999999999999999999',
    '{"__proto__":{"a":1}}',
    '\r\n',
    '\t',
    ' ',
  ],
].map((text) => Buffer.from(text));

/** Cuts, doubles, moves, overwrites or throws in something odd: one to four times. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let result: Uint8Array = bytes;
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let times = 1 + below(4); times > 0; times -= 1) {
    const [a, b] = [below(result.length + 1), below(result.length + 1)].sort((x, y) => x - y) as [number, number];
    const end = Math.min(b, a + 1 + below(64));
    const [head, middle, tail] = [result.slice(0, a), result.slice(a, end), result.slice(end)];
    const odd = oddities[below(oddities.length)] ?? new Uint8Array(0);
    const parts = [
      () => [head, tail],
      () => [head, middle, middle, tail],
      () => [head, odd, tail],
      () => [head, odd, middle, tail],
      () => [head, middle.map((byte) => byte ^ (1 << below(8))), tail],
      () => [head],
      () => [head, middle.map(() => below(256)), tail],
      () => [tail, head],
    ][below(8)];
    result = Buffer.concat(parts?.() ?? [result]);
  }
  return result;
}

const slowMs = 5000;

/**
 * Reads a golden example many times, each time with one of its files mutated: nothing may be thrown, hang, or leave shapes behind that are none.
 * @returns how often anything of it was still read, so that a test can see that it tested something
 */
export function readMutations(reader: FormatReader, golden: Files, count: number, seed = 1): number {
  const random = createRandom(seed);
  const paths = Object.keys(golden);
  let readSome = 0;
  for (let run = 0; run < count; run += 1) {
    const path = paths[Math.floor(random() * paths.length)] ?? '';
    const content = golden[path] ?? '';
    const mutated = mutate(typeof content === 'string' ? Buffer.from(content) : content, random);
    const tree = memoryTree({ ...golden, [path]: mutated }, 1 + Math.floor(random() * 300));
    const started = performance.now();
    try {
      reader.recognise(tree);
      const { labels } = readRecords(reader, tree);
      if (labels.length > 0) readSome += 1;
    } catch (error) {
      const what = error instanceof BrokenFile ? `${error.message}, thrown past eachFile` : String(error);
      throw new Error(`mutation ${run} of ${path} (seed ${seed}): ${what}`, { cause: error });
    }
    const tookMs = performance.now() - started;
    if (tookMs > slowMs) throw new Error(`mutation ${run} of ${path} (seed ${seed}) took ${tookMs} ms`);
  }
  return readSome;
}
