import { expect, test } from 'vitest';
import { objectAgreement, regionAgreement, topClassAgreement } from '#shared/metrics/agreement.ts';
import type { Said } from '#shared/metrics/agreement.ts';

const size = { width: 100, height: 100 };
const box = (className: string, score: number, x = 0): Said => ({
  className,
  score,
  shape: { kind: 'box', box: [x, 0, 10, 10] },
});
const square = (className: string, x: number): Said => ({
  className,
  score: 1,
  shape: { kind: 'polygon', rings: [[x, 0, x + 20, 0, x + 20, 20, x, 20]] },
});

test('the surest class of images is compared, also where nothing was said', () => {
  const images = [
    { size, expected: [box('a', 0.9), box('b', 0.1)], found: [box('b', 0.2), box('a', 0.7)] },
    { size, expected: [box('a', 0.9)], found: [box('b', 0.9)] },
    { size, expected: [box('a', 0.9)], found: [] },
    { size, expected: [], found: [] },
  ];
  const { value, count, scoreDifference } = topClassAgreement(images);
  expect([value, count]).toEqual([0.5, 4]);
  expect(scoreDifference).toBeCloseTo(0.2, 9);
});

test('objects agree by class and place, each once', () => {
  const expected = [box('a', 0.9), box('a', 0.5, 50), box('b', 0.8, 80)];
  const found = [box('a', 0.8, 2), box('a', 0.45, 50), box('c', 0.9, 80)];
  // Two of three found, one too many: F1 = 2 * 2 / (2 * 2 + 2).
  expect(objectAgreement([{ size, expected, found }]).value).toBeCloseTo(2 / 3, 9);
  expect(objectAgreement([{ size, expected: [box('a', 0.9)], found: [box('a', 0.9, 8)] }]).value).toBe(0);
  // One object found twice is one hit and one too many; one that the other does not say is lost.
  expect(objectAgreement([{ size, expected: [box('a', 0.9)], found: [box('a', 0.9), box('a', 0.8)] }]).value).toBe(
    2 / 3,
  );
  expect(objectAgreement([{ size, expected: [box('a', 0.9)], found: [] }]).value).toBe(0);
  expect(objectAgreement([{ size, expected: [], found: [] }])).toEqual({ value: 1, count: 0, scoreDifference: null });
});

test('regions are compared class by class over all images', () => {
  const images = [
    { size, expected: [square('a', 0), square('b', 50)], found: [square('a', 10)] },
    { size, expected: [square('a', 0)], found: [square('a', 0)] },
  ];
  // a: 10 * 20 + 400 of 600 + 400; b: none of 400.
  expect(regionAgreement(images).value).toBeCloseTo((0.6 + 0) / 2, 2);
});
