import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyAffine, compose, invertAffine, rotation, scaling, translation } from '#shared/geometry/affine.ts';
import type { Affine } from '#shared/geometry/affine.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { isInside } from '#shared/geometry/rings.ts';
import { clipShape } from '#shared/shapes/clipShape.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { cornersOf, transformShape } from '#shared/shapes/transformShape.ts';
import { combineRuns, ringsToRuns, runsArea } from '#shared/geometry/runs.ts';

const image = { width: 100, height: 80 };
const wide = { width: 800, height: 640 };
const part: Box = [20, 10, 50, 40];
/** Evenly spread, which doubles of fast-check are not. */
const even = (least: number, most: number) =>
  fc.integer({ min: least * 64, max: most * 64 }).map((value) => value / 64);
const coordinate = even(-30, 130);
const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 8 }).map((points) => points.flat());

const similar: fc.Arbitrary<Affine> = fc
  .record({
    angle: even(-3, 3),
    scale: even(1, 3),
    isFlipped: fc.boolean(),
    x: coordinate,
    y: coordinate,
  })
  .map(({ angle, scale, isFlipped, x, y }) =>
    compose(translation(x, y), compose(rotation(angle), scaling(isFlipped ? -scale : scale, scale))),
  );

test('the way back leads back', () => {
  fc.assert(
    fc.property(similar, coordinate, coordinate, (affine, x, y) => {
      const [backX, backY] = applyAffine(invertAffine(affine), ...applyAffine(affine, x, y));
      expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-9);
    }),
  );
});

test('a clipped polygon holds just the points of the part that the whole one holds', () => {
  fc.assert(
    fc.property(fc.array(ring, { minLength: 1, maxLength: 2 }), even(20, 70), even(10, 50), (rings, x, y) => {
      // A point on a border may be taken for either side of it.
      const point = imagePoint(x + 1e-3, y + 1e-4);
      fc.pre(isInside([cornersOf(part)], point));
      const { shape, remaining } = clipShape({ kind: 'polygon', rings }, part);
      const isHeld = remaining > 0 && shape.kind === 'polygon' && isInside(shape.rings, point);
      // What is left of the outline decides whether anything is left at all.
      if (isInside([rings[0] ?? []], point) && remaining > 0) expect(isHeld).toBe(isInside(rings, point));
    }),
    { numRuns: 1000 },
  );
});

test('a clipped outline without holes has the area that its pixels have', () => {
  fc.assert(
    fc.property(ring, (outline) => {
      const twice = outline.map((value) => value * 8);
      const big: Box = [part[0] * 8, part[1] * 8, part[2] * 8, part[3] * 8];
      const { shape } = clipShape({ kind: 'polygon', rings: [twice] }, big);
      const inPart = (rings: readonly (readonly number[])[]) =>
        runsArea(combineRuns('intersect', ringsToRuns(rings, wide), ringsToRuns([cornersOf(big)], wide)));
      fc.pre(shape.kind === 'polygon');
      if (shape.kind === 'polygon' && clipShape({ kind: 'polygon', rings: [twice] }, big).remaining > 0)
        expect(inPart(shape.rings)).toBe(inPart([twice]));
    }),
  );
});

const oriented = { centre: [45, 30] as [number, number], size: [20, 10] as [number, number], angle: 0.4 };
const shapes: readonly Shape[] = [
  { kind: 'box', box: [30, 20, 20, 10] },
  { kind: 'rotatedBox', ...oriented },
  { kind: 'ellipse', ...oriented },
  {
    kind: 'polygon',
    rings: [
      [30, 20, 60, 25, 40, 45],
      [38, 26, 44, 27, 41, 33],
    ],
  },
  { kind: 'polyline', points: [30, 20, 60, 25, 40, 45] },
  { kind: 'point', point: [40, 30] },
  {
    kind: 'keypoints',
    joints: [
      { id: 'a', visibility: 'visible', x: 30, y: 20 },
      { id: 'b', visibility: 'occluded', x: 60, y: 45 },
    ],
  },
  maskOf(ringsToRuns([cornersOf([30, 20, 20, 10])], image), image),
  { kind: 'whole' },
];

test.each(shapes)('$kind: what lies in the part stays as it is, what lies outside is gone', (shape) => {
  expect(clipShape(shape, part)).toEqual({ shape, remaining: 1 });
  const away = clipShape(shape, [80, 60, 10, 10]).remaining;
  expect(away).toBe(shape.kind === 'whole' ? 1 : 0);
});

test.each(shapes.filter(({ kind }) => kind !== 'whole' && kind !== 'point'))(
  '$kind: half of it is half, and lies in the part',
  (shape) => {
    const [x = 0, y = 0, width = 0, height = 0] = geometryOf(shape).bounds(shape) ?? [];
    const half = clipShape(shape, [x, y - 5, width / 2, height + 10]);
    expect(half.remaining).toBeGreaterThan(0.15);
    expect(half.remaining).toBeLessThan(0.85);
    const isWhole = shape.kind === 'ellipse';
    const [left = 0, , across = 0] = geometryOf(half.shape).bounds(half.shape) ?? [];
    // The corner of a turned box may stick out.
    const slack = shape.kind === 'rotatedBox' ? shape.size[1] * Math.sin(shape.angle) : 1e-9;
    if (!isWhole) expect(left + across).toBeLessThanOrEqual(x + width / 2 + slack);
  },
);

test('areas become as much larger as the map says, and points go where it says', () => {
  const room = { width: 900, height: 900 };
  const middle = translation(450, 450);
  fc.assert(
    fc.property(similar, (affine) => {
      const there = compose(middle, { ...affine, x0: 0, y0: 0 });
      const factor = Math.abs(affine.xx * affine.yy - affine.xy * affine.yx);
      for (const shape of shapes) {
        const moved = transformShape(shape, there, room);
        const [before, after] = [geometryOf(shape).area(shape), geometryOf(moved).area(moved)];
        if (shape.kind === 'box' || shape.kind === 'keypoints' || shape.kind === 'whole') continue;
        // Pixels of a mask are whole; their border is what may differ.
        const slack = shape.kind === 'mask' ? 80 * Math.sqrt(factor) + 4 : 1e-6 * after + 1e-6;
        expect(Math.abs(after - before * factor)).toBeLessThanOrEqual(slack);
      }
      const box = transformShape({ kind: 'box', box: part }, there, room);
      const bounds = geometryOf(box).bounds(box) ?? [0, 0, 0, 0];
      const corners = cornersOf(part);
      for (let at = 0; at < corners.length; at += 2) {
        const [x, y] = applyAffine(there, corners[at] as number, corners[at + 1] as number);
        expect(x).toBeGreaterThanOrEqual(bounds[0] - 1e-9);
        expect(x).toBeLessThanOrEqual(bounds[0] + bounds[2] + 1e-9);
        expect(y).toBeGreaterThanOrEqual(bounds[1] - 1e-9);
        expect(y).toBeLessThanOrEqual(bounds[1] + bounds[3] + 1e-9);
      }
    }),
    { numRuns: 60 },
  );
});
