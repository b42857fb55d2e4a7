import { expect, test } from 'vitest';
import { marginUncertainty, scoreEntropy } from '#shared/metrics/uncertainty.ts';
import type { ClassScores } from '#shared/model/classScores.ts';

const shared = (top: ClassScores['top'], rest: number): ClassScores => ({ top, rest, isShared: true });

test('the margin between the two best classes; alone, what is missing to certainty', () => {
  expect(
    marginUncertainty(
      0.6,
      shared(
        [
          ['a', 0.6],
          ['b', 0.35],
        ],
        0.05,
      ),
    ),
  ).toBeCloseTo(0.75, 12);
  expect(
    marginUncertainty(
      0.5,
      shared(
        [
          ['a', 0.5],
          ['b', 0.5],
        ],
        0,
      ),
    ),
  ).toBe(1);
  expect(marginUncertainty(0.9)).toBeCloseTo(0.1, 12);
  expect(marginUncertainty(0.9, shared([['a', 0.9]], 0.1))).toBeCloseTo(0.1, 12);
});

test('entropy of four equal shares is ln 4, of a certain class nothing', () => {
  const quarters = shared(
    [
      ['a', 0.25],
      ['b', 0.25],
      ['c', 0.25],
    ],
    0.25,
  );
  expect(scoreEntropy(quarters)).toBeCloseTo(Math.log(4), 12);
  expect(scoreEntropy(shared([['a', 1]], 0))).toBe(0);
});

test('of questions of their own each adds its own entropy', () => {
  const two: ClassScores = {
    top: [
      ['a', 0.5],
      ['b', 0.5],
    ],
    rest: 0,
    isShared: false,
  };
  expect(scoreEntropy(two)).toBeCloseTo(2 * Math.log(2), 12);
});
