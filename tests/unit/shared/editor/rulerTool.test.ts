import { expect, test } from 'vitest';
import { measure } from '#shared/geometry/measure.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { Hand } from '#tests/support/hand.ts';

const points = (hand: Hand): unknown => hand.draft && 'points' in hand.draft && hand.draft.points;

test('it measures by a drag or by two clicks, shows that until the next, and makes nothing', () => {
  const hand = new Hand('ruler').drag(10, 10, 40, 50);
  expect(points(hand.move(80, 80))).toEqual([10, 10, 40, 50]);
  expect(points(hand.click(20, 20).move(30, 20))).toEqual([20, 20, 30, 20]);
  expect(points(hand.click(60, 20).move(90, 90))).toEqual([20, 20, 60, 20]);
  expect(hand).toMatchObject({ created: [], painted: [] });
});
test('a measure ends at the border, and Escape takes it away', () => {
  const hand = new Hand('ruler').drag(90, 50, 150, 50);
  expect(points(hand)).toEqual([90, 50, 100, 50]);
  expect(hand.tool.cancel()).toBe(true);
  expect(hand.draft).toBeNull();
  expect(hand.tool.cancel()).toBe(false);
});
test('length is in pixels of the image, and the angle clockwise', () => {
  const to = (x: number, y: number) => measure(imagePoint(0, 0), imagePoint(x, y));
  expect(to(3, 4)).toEqual({ lengthPx: 5, degrees: (Math.atan2(4, 3) * 180) / Math.PI });
  expect([to(1, 0), to(0, -1), to(-1, 0), to(0, 1), to(0, 0)].map(({ degrees }) => degrees)).toEqual([
    0, -90, 180, 90, 0,
  ]);
});
