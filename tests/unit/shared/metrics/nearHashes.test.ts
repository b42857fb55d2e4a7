import { describe, expect, it } from 'vitest';
import { DisjointSets } from '#shared/metrics/DisjointSets.ts';
import { eachNearPair, hashDistance } from '#shared/metrics/nearHashes.ts';
import type { Hashes } from '#shared/metrics/nearHashes.ts';
import { createRandom } from '#tests/support/mutate.ts';

const ignore = (): void => undefined;

/** Random ones, and copies of some of them with a few bits turned. */
function makeHashes(random: () => number, count: number): Hashes {
  const word = (): number => Math.floor(random() * 2 ** 32);
  const [low, high] = [new Uint32Array(count), new Uint32Array(count)];
  for (let at = 0; at < count; at += 1) {
    const from = at > 0 && random() < 0.6 ? Math.floor(random() * at) : -1;
    [low[at], high[at]] = from < 0 ? [word(), word()] : [low[from] as number, high[from] as number];
    for (let turns = Math.floor(random() * 10); from >= 0 && turns > 0; turns -= 1) {
      const bit = Math.floor(random() * 64);
      if (bit < 32) low[at] = (low[at] as number) ^ (1 << bit);
      else high[at] = (high[at] as number) ^ (1 << (bit - 32));
    }
  }
  return { low, high };
}

function bigDistance({ low, high }: Hashes, a: number, b: number): number {
  const whole = (at: number): bigint => (BigInt(high[at] as number) << 32n) | BigInt(low[at] as number);
  return [...(whole(a) ^ whole(b)).toString(2)].filter((bit) => bit === '1').length;
}

describe('hashes that are near each other', () => {
  it('are told by their distance in bits', () => {
    const hashes = makeHashes(createRandom(1), 200);
    for (let at = 1; at < 200; at += 1) expect(hashDistance(hashes, at, at - 1)).toBe(bigDistance(hashes, at, at - 1));
  });

  it.each([0, 1, 2, 3, 6, 8, 12])('are all found, as by comparing each with each: %i bits', (distance) => {
    for (const seed of [2, 3, 4]) {
      const hashes = makeHashes(createRandom(seed * 100 + distance), 300);
      const found = new Set<string>();
      const [sets, bruteSets] = [new DisjointSets(300), new DisjointSets(300)];
      eachNearPair(
        hashes,
        distance,
        (a, b) => (found.add(`${Math.min(a, b)} ${Math.max(a, b)}`), sets.join(a, b)),
        ignore,
      );
      const expected = new Set<string>();
      for (let a = 0; a < 300; a += 1)
        for (let b = a + 1; b < 300; b += 1)
          if (bigDistance(hashes, a, b) <= distance) {
            expected.add(`${a} ${b}`);
            bruteSets.join(b, a);
          }
      expect([...found].sort()).toEqual([...expected].sort());
      expect(sets.sets()).toEqual(bruteSets.sets());
      expect(expected.size).toBeGreaterThan(0);
    }
  });

  it('are looked for until the one who waits has enough', () => {
    const hashes = makeHashes(createRandom(5), 500);
    const stop = (): void => {
      throw new Error('enough');
    };
    expect(() => eachNearPair(hashes, 6, ignore, stop)).toThrow('enough');
  });
});
