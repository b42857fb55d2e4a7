import { expect, test } from 'vitest';
import { averagePrecision } from '#shared/metrics/averagePrecision.ts';
import { iou } from '#shared/metrics/iou.ts';
import { nms } from '#shared/metrics/nms.ts';

test('iou of boxes that touch, overlap by half, and are the same', () => {
  expect(iou([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
  expect(iou([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(1 / 3, 12);
  expect(iou([0, 0, 10, 10], [0, 0, 10, 10])).toBe(1);
});

test('nms keeps the best of a class and never mixes classes', () => {
  const box = [0, 0, 10, 10] as const;
  const kept = nms(
    [
      { box, score: 0.5, classIndex: 0 },
      { box, score: 0.9, classIndex: 0 },
      { box, score: 0.4, classIndex: 1 },
      { box: [50, 0, 10, 10], score: 0.3, classIndex: 0 },
    ],
    0.5,
  );
  expect(kept.map(({ score }) => score)).toEqual([0.9, 0.4, 0.3]);
});

test('average precision of a case worked by hand', () => {
  const truth = [0, 1].map((image) => ({ image, box: [0, 0, 10, 10] as const }));
  const hit = (
    image: number,
    score: number,
  ): { image: number; score: number; box: readonly [number, number, number, number] } => ({
    image,
    score,
    box: [0, 0, 10, 10],
  });
  const miss = { image: 0, score: 0.8, box: [50, 50, 10, 10] as const };
  expect(averagePrecision([hit(0, 0.9), hit(1, 0.7)], truth, 0.5)).toBe(1);
  // Precision 1 up to recall 0.5 (51 of 101 levels), then 2/3.
  expect(averagePrecision([hit(0, 0.9), miss, hit(1, 0.7)], truth, 0.5)).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 12);
  // The second detection of the same object is a miss.
  expect(averagePrecision([hit(0, 0.9), hit(0, 0.8)], truth, 0.5)).toBeCloseTo(51 / 101, 12);
  expect(averagePrecision([], truth, 0.5)).toBe(0);
  expect(averagePrecision([], [], 0.5)).toBeNaN();
});
