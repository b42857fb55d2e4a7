import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topScores } from '#models/post/topScores.ts';

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, at) => `c${at}`);
const listOf = (values: readonly number[], isShared: boolean) => ({
  list: { count: values.length, at: (at: number) => values[at] ?? 0, isShared },
  card: { classes: namesOf(values.length) },
});

test('the best ten by a plain sort, and what is left', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(score, { minLength: 2, maxLength: 60 }), (values) => {
      const { list, card } = listOf(values, false);
      const sorted = values.toSorted((a, b) => b - a);
      const wanted = sorted.slice(0, 10).filter((value, at) => value >= 0.005 || (at === 0 && value > 0));
      const found = topScores(list, card);
      expect(found?.top.map(([, value]) => value) ?? []).toEqual(wanted);
      for (const [name, value] of found?.top ?? []) expect(values[Number(name.slice(1))]).toBe(value);
      if (found) {
        const all = values.reduce((sum, value) => sum + value, 0);
        expect(found.top.reduce((sum, [, value]) => sum + value, 0) + found.rest).toBeCloseTo(all, 9);
      }
    }),
  );
});

test('shares of one whole make 1 with the rest, also where a background has most of it', () => {
  const { list, card } = listOf([0.1, 0.05, 0.001], true);
  const found = topScores(list, card);
  expect(found?.top).toEqual([
    ['c0', 0.1],
    ['c1', 0.05],
  ]);
  expect(found?.rest).toBeCloseTo(0.85, 12);
});

test('a class that is never proposed is part of the rest', () => {
  const { list, card } = listOf([0.7, 0.2, 0.1], true);
  const found = topScores(list, card, 0);
  expect(found?.top.map(([name]) => name)).toEqual(['c1', 'c2']);
  expect(found?.rest).toBeCloseTo(0.7, 12);
});

test('of scores that are all tiny the best is kept; NaN is none, and one class alone tells nothing more', () => {
  const tiny = listOf([0.001, 0.004, Number.NaN, 0.002], false);
  expect(topScores(tiny.list, tiny.card)?.top).toEqual([['c1', 0.004]]);
  const single = listOf([0.9], false);
  expect(topScores(single.list, single.card)).toBeUndefined();
});
