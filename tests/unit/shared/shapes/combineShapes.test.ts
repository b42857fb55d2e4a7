import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaToMask, combineShapes, convertShape, cropShape, cutShape } from '#shared/shapes/combineShapes.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const image = { width: 120, height: 90 };
const box = (x: number, y: number, width: number, height: number): Shape => ({
  kind: 'box',
  box: [x, y, width, height],
});
const areaOf = (shapes: readonly Shape[]): number =>
  shapes.reduce((sum, shape) => sum + geometryOf(shape).area(shape), 0);
const bounds = (shape: Shape | undefined): readonly number[] => (shape && geometryOf(shape).bounds(shape)) ?? [];
const span = fc.integer({ min: 1, max: 60 });
const boxes = fc
  .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 29 }), span, span)
  .map(([x, y, width, height]) => box(x, y, width, height));
const ellipses = fc
  .tuple(fc.integer({ min: 30, max: 80 }), fc.integer({ min: 30, max: 55 }), span, span)
  .map(([x, y, width, height]): Shape => ({ kind: 'ellipse', centre: [x, y], size: [width, height], angle: 0.4 }));

test('there and back through another kind, nothing has moved by more than half a pixel', () => {
  fc.assert(
    fc.property(boxes, (one) => {
      const [polygon] = convertShape(one, 'polygon', image);
      expect(convertShape(polygon ?? one, 'box', image)).toEqual([one]);
      // On whole pixels a mask holds exactly what the box does.
      const [mask] = convertShape(one, 'mask', image);
      expect(shapeSchema.safeParse(mask).success).toBe(true);
      expect(bounds(mask)).toEqual(bounds(one));
      expect(areaOf(mask ? [mask] : [])).toBe(areaOf([one]));
      const [back] = convertShape(mask ?? one, 'polygon', image);
      for (const [at, value] of bounds(back).entries())
        expect(Math.abs(value - (bounds(one)[at] ?? NaN))).toBeLessThanOrEqual(0.5);
    }),
  );
});

test('a round shape as a mask and as polygons is where it was, to half a pixel', () => {
  fc.assert(
    fc.property(ellipses, (one) => {
      const [mask] = convertShape(one, 'mask', image);
      if (!mask) return;
      const [x = 0, y = 0, width = 0, height = 0] = bounds(one);
      const [mx = 0, my = 0, mw = 0, mh = 0] = bounds(mask);
      // The outermost pixel's centre may lie half a pixel farther in, where the ellipse is pointed more.
      expect(mx).toBeGreaterThanOrEqual(x - 0.5);
      expect(my).toBeGreaterThanOrEqual(y - 0.5);
      expect(mx + mw).toBeLessThanOrEqual(x + width + 0.5);
      expect(my + mh).toBeLessThanOrEqual(y + height + 0.5);
      const polygons = convertShape(one, 'polygon', image);
      expect(areaOf(polygons)).toBeGreaterThan(areaOf([one]) * 0.98);
      expect(areaOf(polygons)).toBeLessThanOrEqual(areaOf([one]) + 1e-6);
    }),
  );
});

test('masks and polygons combine alike', () => {
  fc.assert(
    fc.property(
      boxes,
      boxes,
      fc.constantFrom('merge' as const, 'subtract' as const, 'intersect' as const),
      (a, b, way) => {
        const masks = [a, b].flatMap((one) => convertShape(one, 'mask', image));
        const combined = combineShapes(way, masks, image);
        expect(areaOf(combined)).toBe(Math.round(areaOf(combineShapes(way, [a, b], image))));
        expect(combined.length).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('a polygon with a mask becomes a mask, and stays a polygon when the mask is only taken out of it', () => {
  const [mask] = convertShape(box(10, 10, 10, 10), 'mask', image);
  const [polygon] = convertShape(box(0, 0, 15, 15), 'polygon', image);
  if (!mask || !polygon) throw new Error('both cover pixels');
  expect(combineShapes('merge', [polygon, mask], image)).toMatchObject([{ kind: 'mask' }]);
  const rest = combineShapes('subtract', [polygon, mask], image);
  expect(rest).toMatchObject([{ kind: 'polygon' }]);
  expect(areaOf(rest)).toBe(200);
});

test('the largest piece comes first; what has no pixel has no mask; what is inside is not cropped', () => {
  expect(cutShape(box(0, 0, 30, 10), [10, -5, 10, 15]).map((piece) => Math.round(areaOf([piece])))).toEqual([200, 100]);
  expect(areaToMask([[[0.6, 0.6, 0.9, 0.6, 0.9, 0.9]]], image)).toBeNull();
  const inside = box(5, 5, 10, 10);
  expect(cropShape(inside, image)[0]).toBe(inside);
  expect(cropShape(box(110, 80, 40, 40), image)).toEqual([box(110, 80, 10, 10)]);
  expect(cropShape(box(200, 200, 5, 5), image)).toEqual([]);
});
