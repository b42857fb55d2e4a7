import { expect, test } from 'vitest';
import { sameness } from '#shared/metrics/sameObject.ts';
import { areaToMask } from '#shared/shapes/combineShapes.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const box = (x: number, y: number, width: number, height: number): Shape => ({
  kind: 'box',
  box: [x, y, width, height],
});
const square = (x: number, y: number, side: number): number[] => [x, y, x + side, y, x + side, y + side, x, y + side];
const polygon = (...rings: number[][]): Shape => ({ kind: 'polygon', rings });
const mask = (...rings: number[][]): Shape => {
  const made = areaToMask([rings], { width: 100, height: 100 });
  if (!made) throw new Error('it holds nothing');
  return made;
};
const pose = (places: readonly (readonly [string, number, number])[]): Shape => ({
  kind: 'keypoints',
  joints: places.map(([id, x, y]) => ({ id, visibility: 'visible', x, y })),
});

test('outlines are compared by what they cover, not by the boxes around them', () => {
  // Two triangles fill halves of the same box.
  const [upper, lower] = [polygon([10, 10, 60, 10, 10, 60]), polygon([60, 10, 60, 60, 10, 60])];
  expect(sameness(upper, lower)).toBeLessThan(0.02);
  expect(sameness(upper, polygon([10, 10, 60, 10, 10, 60]))).toBe(1);
  // A ring, and what lies in its hole.
  const ring = [square(10, 10, 50), square(15, 15, 40)];
  for (const one of [polygon(...ring), mask(...ring)]) {
    expect(sameness(one, polygon(square(16, 16, 38)))).toBeLessThan(0.05);
    expect(sameness(one, polygon(...ring))).toBeGreaterThan(0.95);
    expect(sameness(mask(...ring), one)).toBeGreaterThan(0.95);
  }
  expect(sameness(polygon(square(10, 10, 20)), mask(square(20, 10, 20)))).toBeCloseTo(1 / 3, 1);
  // Turned boxes across each other have boxes of the same kind around them.
  const turned = (angle: number): Shape => ({ kind: 'rotatedBox', centre: [50, 50], size: [60, 6], angle });
  expect(sameness(turned(Math.PI / 4), turned(-Math.PI / 4))).toBeLessThan(0.1);
  expect(sameness(turned(Math.PI / 4), turned(Math.PI / 4 - Math.PI))).toBeGreaterThan(0.95);
});

test('a box is compared with the box around whatever it is', () => {
  expect(sameness(box(10, 10, 50, 50), polygon([10, 10, 60, 10, 10, 60]))).toBe(1);
  expect(sameness(box(10, 10, 50, 50), box(60, 60, 5, 5))).toBe(0);
  expect(sameness(polygon(square(0, 0, 5)), polygon(square(50, 50, 5)))).toBe(0);
  expect(sameness({ kind: 'whole' }, { kind: 'whole' })).toBe(1);
  expect(sameness({ kind: 'whole' }, box(0, 0, 1, 1))).toBe(0);
});

test('poses are the same when their joints are, also of skeletons with other names', () => {
  const standing = pose([
    ['a', 10, 10],
    ['b', 50, 10],
    ['c', 30, 90],
  ]);
  expect(
    sameness(
      standing,
      pose([
        ['a', 11, 10],
        ['b', 50, 12],
        ['c', 29, 90],
      ]),
    ),
  ).toBeGreaterThan(0.9);
  expect(
    sameness(
      standing,
      pose([
        ['1', 11, 10],
        ['2', 50, 12],
        ['3', 29, 90],
      ]),
    ),
  ).toBeGreaterThan(0.9);
  // Upside down in the same box.
  expect(
    sameness(
      standing,
      pose([
        ['a', 10, 90],
        ['b', 50, 90],
        ['c', 30, 10],
      ]),
    ),
  ).toBeLessThan(0.1);
  // No joint in common: the boxes tell.
  expect(
    sameness(
      standing,
      pose([
        ['x', 10, 10],
        ['y', 50, 90],
      ]),
    ),
  ).toBe(1);
});
