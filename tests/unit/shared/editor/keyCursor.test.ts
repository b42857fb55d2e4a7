import { expect, test } from 'vitest';
import { moveCursor, restingCursor } from '#shared/editor/keyCursor.ts';
import { imagePoint } from '#shared/geometry/points.ts';

const image = { width: 4000, height: 3000 };
const right = [1, 0] as const;
/** Presses every so many milliseconds. */
function press(times: number, everyMs: number, stepPx = 1) {
  let cursor = restingCursor(imagePoint(100, 100));
  for (let at = 0; at < times; at += 1)
    cursor = moveCursor(cursor, right, { stepPx, nowMs: 1000 + at * everyMs, image });
  return cursor.point;
}

test('each tap of an arrow goes one step', () => {
  expect(press(10, 200)).toEqual(imagePoint(110, 100));
  expect(press(10, 200, 3)).toEqual(imagePoint(130, 100));
});

test('a key that is held goes faster and faster, up to a limit', () => {
  const second = press(30, 33).x - 100;
  expect(second).toBeGreaterThan(150);
  const next = press(60, 33).x - 100 - second;
  expect(next).toBeGreaterThan(second * 2);
  expect(next).toBeLessThanOrEqual(30 * 24);
});

test('a pause makes it slow and exact again, and it never leaves the image', () => {
  const fast = { ...restingCursor(imagePoint(3990, 5)), speed: 24, movedMs: 1000 };
  expect(moveCursor(fast, right, { stepPx: 1, nowMs: 1030, image }).point).toEqual(imagePoint(4000, 5));
  expect(moveCursor(fast, right, { stepPx: 1, nowMs: 1500, image }).point).toEqual(imagePoint(3991, 5));
});
