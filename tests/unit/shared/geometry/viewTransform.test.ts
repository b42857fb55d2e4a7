import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imagePoint, screenPoint } from '#shared/geometry/points.ts';
import { flipAcross, turnLeft, turnRight, upright } from '#shared/geometry/orientation.ts';
import {
  fitView,
  matrixBetween,
  moveRect,
  revealBox,
  toImage,
  toMatrix,
  toScreen,
  toScreenRect,
  turnView,
  zoomAt,
  zoomToBox,
} from '#shared/geometry/viewTransform.ts';

const orientation = fc.constantFrom(
  ...[upright, turnRight(upright), turnRight(turnRight(upright)), turnLeft(upright)].flatMap((one) => [
    one,
    flipAcross(one),
  ]),
);
const view = fc.record({
  scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
  offsetX: fc.integer({ min: -5000, max: 5000 }),
  offsetY: fc.integer({ min: -5000, max: 5000 }),
  orientation,
});
const pixel = fc.integer({ min: 0, max: 2000 });

test('to the screen and back is the same point', () => {
  fc.assert(
    fc.property(view, pixel, pixel, (v, x, y) => {
      const back = toImage(v, toScreen(v, imagePoint(x, y)));
      expect(back.x).toBeCloseTo(x, 6);
      expect(back.y).toBeCloseTo(y, 6);
    }),
  );
});

test('zooming keeps the image point under the pointer', () => {
  fc.assert(
    fc.property(view, pixel, pixel, fc.double({ min: 0.2, max: 5, noNaN: true }), (v, x, y, factor) => {
      const anchor = screenPoint(x, y);
      const [before, after] = [toImage(v, anchor), toImage(zoomAt(v, anchor, factor), anchor)];
      expect(after.x).toBeCloseTo(before.x, 4);
      expect(after.y).toBeCloseTo(before.y, 4);
    }),
  );
});

test('a fitted image is centred and whole', () => {
  expect(fitView({ width: 200, height: 100 }, { width: 432, height: 400 })).toEqual({
    scale: 2,
    offsetX: 16,
    offsetY: 100,
    orientation: upright,
  });
});

test('a fitted image is whole and centred, however it is turned', () => {
  const [image, canvas] = [
    { width: 200, height: 100 },
    { width: 432, height: 400 },
  ];
  fc.assert(
    fc.property(orientation, (one) => {
      const { x, y, width, height } = toScreenRect(fitView(image, canvas, one), [0, 0, 200, 100]);
      expect([x + width / 2, y + height / 2]).toEqual([216, 200]);
      expect(Math.min(x, y)).toBe(16);
      expect(Math.max(width, height)).toBe(one.xx === 0 ? 368 : 400);
    }),
  );
});

test('the matrix for canvases says the same as points one by one', () => {
  fc.assert(
    fc.property(view, pixel, pixel, (v, x, y) => {
      const [a, b, c, d, e, f] = toMatrix(v);
      const at = toScreen(v, imagePoint(x, y));
      expect(a * x + c * y + e).toBeCloseTo(at.x, 6);
      expect(b * x + d * y + f).toBeCloseTo(at.y, 6);
    }),
  );
});

test('what is painted under one view is moved to where another has it', () => {
  fc.assert(
    fc.property(view, view, pixel, pixel, (from, to, x, y) => {
      const [before, after] = [toScreenRect(from, [x, y, 30, 20]), toScreenRect(to, [x, y, 30, 20])];
      const moved = moveRect(matrixBetween(from, to), before);
      for (const part of ['x', 'y', 'width', 'height'] as const) expect(moved[part]).toBeCloseTo(after[part], 3);
    }),
  );
});

test('a view is turned about the middle of the canvas', () => {
  const canvas = { width: 800, height: 500 };
  fc.assert(
    fc.property(view, orientation, (v, one) => {
      const [before, after] = [v, turnView(v, canvas, one)].map((seen) => toImage(seen, screenPoint(400, 250)));
      expect(after?.x).toBeCloseTo(before?.x ?? NaN, 4);
      expect(after?.y).toBeCloseTo(before?.y ?? NaN, 4);
    }),
  );
});

test('a box that is in view does not move the view', () => {
  const v = { scale: 1, offsetX: 0, offsetY: 0, orientation: upright };
  expect(revealBox(v, [100, 100, 50, 50], { width: 400, height: 400 })).toEqual(v);
  expect(revealBox(v, [380, 100, 50, 50], { width: 400, height: 400 }, 48)).toEqual({ ...v, offsetX: -78 });
  // Flipped, what lies far right in the image lies to the left.
  const flipped = { ...v, offsetX: 400, orientation: flipAcross(upright) };
  expect(revealBox(flipped, [380, 100, 50, 50], { width: 400, height: 400 }, 48)).toEqual({ ...flipped, offsetX: 478 });
});

test('a box that is zoomed to is whole, in the middle, and not blown up without end', () => {
  const canvas = { width: 800, height: 400 };
  expect(zoomToBox([100, 50, 300, 20], canvas)).toEqual({
    scale: 2,
    offsetX: -100,
    offsetY: 80,
    orientation: upright,
  });
  const ofPoint = zoomToBox([100, 50, 0, 0], canvas);
  expect(ofPoint.scale).toBe(16);
  expect(toScreen(ofPoint, imagePoint(100, 50))).toEqual(screenPoint(400, 200));
});
