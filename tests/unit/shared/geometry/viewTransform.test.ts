import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imagePoint, screenPoint } from '#shared/geometry/points.ts';
import { fitView, revealBox, toImage, toScreen, zoomAt, zoomToBox } from '#shared/geometry/viewTransform.ts';

const view = fc.record({
  scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
  offsetX: fc.integer({ min: -5000, max: 5000 }),
  offsetY: fc.integer({ min: -5000, max: 5000 }),
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
  });
});

test('a box that is in view does not move the view', () => {
  const v = { scale: 1, offsetX: 0, offsetY: 0 };
  expect(revealBox(v, [100, 100, 50, 50], { width: 400, height: 400 })).toEqual(v);
  expect(revealBox(v, [380, 100, 50, 50], { width: 400, height: 400 }, 48)).toEqual({ ...v, offsetX: -78 });
});

test('a box that is zoomed to is whole, in the middle, and not blown up without end', () => {
  const canvas = { width: 800, height: 400 };
  expect(zoomToBox([100, 50, 300, 20], canvas)).toEqual({ scale: 2, offsetX: -100, offsetY: 80 });
  const ofPoint = zoomToBox([100, 50, 0, 0], canvas);
  expect(ofPoint.scale).toBe(16);
  expect(toScreen(ofPoint, imagePoint(100, 50))).toEqual(screenPoint(400, 200));
});
