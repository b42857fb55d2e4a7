import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BitCounts } from '#engine/db/sets/BitCounts.ts';
import { Bits } from '#engine/db/sets/Bits.ts';

const values = fc.array(fc.integer({ min: 0, max: 300 }));
const sorted = (set: Iterable<number>): number[] => [...set].sort((a, b) => a - b);

it('Bits are what a set is', () => {
  fc.assert(
    fc.property(values, values, values, (first, second, gone) => {
      const [a, b] = [Bits.of(first), Bits.of(second)];
      for (const value of gone) a.delete(value);
      const mine = new Set(first.filter((value) => !gone.includes(value)));
      const theirs = new Set(second);
      const both = sorted([...mine].filter((value) => theirs.has(value)));
      expect([a.toArray(), a.size, a.sizeOfBoth(b)]).toEqual([sorted(mine), mine.size, both.length]);
      expect([a.and(b), a.or(b), a.without(b)].map((bits) => bits.toArray())).toEqual([
        both,
        sorted(new Set([...mine, ...theirs])),
        sorted([...mine].filter((value) => !theirs.has(value))),
      ]);
    }),
  );
});

it('BitCounts add up what each has', () => {
  const counts = fc.dictionary(fc.integer({ min: 0, max: 99 }).map(String), fc.integer({ min: 1, max: 1000 }));
  fc.assert(
    fc.property(counts, values, values, (given, asked, cleared) => {
      const digits = new BitCounts();
      const left = new Map(Object.entries(given).map(([item, count]) => [Number(item), count]));
      for (const [item, count] of left) digits.set(item, count);
      for (const item of cleared) {
        digits.clear(item);
        left.delete(item);
      }
      const sum = [...new Set(asked)].reduce((total, item) => total + (left.get(item) ?? 0), 0);
      expect([digits.sumOver(Bits.of(asked)), digits.some().toArray()]).toEqual([sum, sorted(left.keys())]);
    }),
  );
});
