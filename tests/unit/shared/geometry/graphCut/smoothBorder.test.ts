import { expect, test } from 'vitest';
import { smoothBorder } from '#shared/geometry/graphCut/smoothBorder.ts';
import { ringPoints, signedArea } from '#shared/geometry/rings.ts';

test('stairs become a slope, at most a pixel from where they were', () => {
  const stairs = Array.from({ length: 20 }, (_, at) => [at, 20 - at, at + 1, 20 - at]).flat();
  const smooth = [...ringPoints(smoothBorder([...stairs, 20, 20]))];
  const slope = smooth.filter(([x, y]) => x > 3 && x < 16 && y > 3 && y < 18);
  for (const [x, y] of slope) expect(Math.abs(x + y - 20.5)).toBeLessThan(0.35);
  expect(slope.length).toBeGreaterThan(10);
});

test('a square stays one, but for its corners; what is tiny stays as it is', () => {
  const square = [0, 0, 30, 0, 30, 30, 0, 30];
  expect(signedArea(smoothBorder(square)) / 900).toBeGreaterThan(0.99);
  expect(smoothBorder([0, 0, 1, 0, 1, 1, 0, 1])).toEqual([0, 0, 1, 0, 1, 1, 0, 1]);
});
