import { expect, test } from 'vitest';
import { turnSides } from '#shared/geometry/bodySides.ts';
import { measureMm } from '#shared/geometry/measure.ts';
import { flipAcross, flipDown, turnLeft, turnRight, upright } from '#shared/geometry/orientation.ts';
import { imagePoint } from '#shared/geometry/points.ts';

const sides = { left: 'R', right: 'L', top: 'A', bottom: 'P' };

test.each([
  ['upright', upright, sides],
  ['turned right', turnRight(upright), { left: 'P', right: 'A', top: 'R', bottom: 'L' }],
  ['turned left', turnLeft(upright), { left: 'A', right: 'P', top: 'L', bottom: 'R' }],
  ['left for right', flipAcross(upright), { ...sides, left: 'L', right: 'R' }],
  ['top for bottom', flipDown(upright), { ...sides, top: 'P', bottom: 'A' }],
])('the letters go with the image: %s', (_, orientation, expected) => {
  expect(turnSides(sides, orientation)).toEqual(expected);
});

test('lengths and angles are those of the body, where pixels are longer than wide', () => {
  const { lengthMm, degrees } = measureMm(imagePoint(10, 10), imagePoint(16, 12), { xMm: 0.5, yMm: 2 });
  expect(lengthMm).toBeCloseTo(5);
  expect(degrees).toBeCloseTo((Math.atan2(4, 3) * 180) / Math.PI);
});
