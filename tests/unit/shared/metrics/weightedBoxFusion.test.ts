import { expect, it } from 'vitest';
import { weightedBoxFusion } from '#shared/metrics/weightedBoxFusion.ts';
import type { Vote } from '#shared/metrics/weightedBoxFusion.ts';

const vote = (box: Vote['box'], score: number, className = 'cell'): Vote => ({ box, score, className });
const plain = (members: readonly (readonly Vote[])[], threshold?: number): unknown[] =>
  weightedBoxFusion(members, threshold).map(({ box, score, className, memberCount, votes }) => ({
    ...{ className, memberCount, votes: votes.length },
    ...{ box: box.map((side) => Math.round(side * 1e9) / 1e9), score: Math.round(score * 1e9) / 1e9 },
  }));

it('is the mean of what two members say, weighted by how certain each is', () => {
  // Overlap 90 x 100 of a union of 110 x 100. By hand: x = (0.8 * 0 + 0.4 * 10) / 1.2 = 10 / 3; score = (0.8 + 0.4) / 2.
  const found = plain([[vote([0, 0, 100, 100], 0.8)], [vote([10, 0, 100, 100], 0.4)]]);
  expect(found).toEqual([{ className: 'cell', memberCount: 2, votes: 2, box: [3.333333333, 0, 100, 100], score: 0.6 }]);
});

it('is less certain of what only some members have seen', () => {
  // Mean 0.9, one box of three members: 0.9 / 3; mean 0.5, two of three: 0.5 * 2 / 3.
  const members = [[vote([0, 0, 10, 10], 0.9)], [vote([50, 50, 10, 10], 0.6)], [vote([50, 50, 10, 10], 0.4)]];
  expect(plain(members)).toEqual([
    { className: 'cell', memberCount: 2, votes: 2, box: [50, 50, 10, 10], score: 0.333333333 },
    { className: 'cell', memberCount: 1, votes: 1, box: [0, 0, 10, 10], score: 0.3 },
  ]);
});

it('counts no more boxes than there are members', () => {
  // One member says it twice: three boxes of two members. Mean (0.9 + 0.6 + 0.3) / 3, times min(3, 2) / 2.
  const members = [[vote([0, 0, 10, 10], 0.9), vote([0, 0, 10, 10], 0.3)], [vote([0, 0, 10, 10], 0.6)]];
  expect(plain(members)).toEqual([{ className: 'cell', memberCount: 2, votes: 3, box: [0, 0, 10, 10], score: 0.6 }]);
});

it('compares with the fused box, not with its first one', () => {
  // Fused of the first two: x = (0.6 * 0 + 0.6 * 20) / 1.2 = 10. The third overlaps that by 80 / 120, the first by 70 / 130 only.
  const members = [[vote([0, 0, 100, 10], 0.6)], [vote([20, 0, 100, 10], 0.6)], [vote([30, 0, 100, 10], 0.3)]];
  expect(plain(members)).toEqual([
    // x = (0 + 0.6 * 20 + 0.3 * 30) / 1.5 = 14; score 0.5.
    { className: 'cell', memberCount: 3, votes: 3, box: [14, 0, 100, 10], score: 0.5 },
  ]);
});

it('takes the fused box that overlaps most, and leaves alone what overlaps too little or is of another class', () => {
  const members = [
    [vote([0, 0, 100, 10], 0.9), vote([40, 0, 100, 10], 0.8)],
    [vote([30, 0, 100, 10], 0.5), vote([0, 0, 100, 10], 0.4, 'dirt')],
  ];
  // With the second 90 / 110, with the first 70 / 130.
  expect(plain(members)).toMatchObject([
    { className: 'cell', votes: 2, score: 0.65 },
    { className: 'cell', votes: 1, score: 0.45 },
    { className: 'dirt', votes: 1, score: 0.2 },
  ]);
  expect(plain(members, 0.9)).toHaveLength(4);
});

it('weighs all alike where nobody is certain of anything, and is nothing of nothing', () => {
  expect(plain([[vote([0, 0, 10, 10], 0)], [vote([2, 0, 10, 10], 0)]])).toMatchObject([
    { box: [1, 0, 10, 10], score: 0 },
  ]);
  expect(plain([[], []])).toEqual([]);
});
