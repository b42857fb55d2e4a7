import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imagePoint } from '#shared/geometry/points.ts';
import { isInside, ringEdges, segmentDistance } from '#shared/geometry/rings.ts';
import { decodeCounts } from '#shared/geometry/cocoCounts.ts';
import { combineShapes, convertShape, cropShape, cutShape, simplifyShape } from '#shared/shapes/combineShapes.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const image = { width: 80, height: 60 };
const x = fc.double({ min: 0, max: image.width, noNaN: true });
const y = fc.double({ min: 0, max: image.height, noNaN: true });
const size = fc.double({ min: 3, max: 30, noNaN: true });
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const boxes = fc.tuple(x, y, size, size).map(([left, top, width, height]): Shape => ({
  kind: 'box',
  box: [Math.min(left, image.width - width), Math.min(top, image.height - height), width, height],
}));
const turned = fc
  .tuple(
    fc.constantFrom('rotatedBox' as const, 'ellipse' as const),
    fc.double({ min: 22, max: 58, noNaN: true }),
    fc.double({ min: 22, max: 38, noNaN: true }),
    size,
    size,
    angle,
  )
  .map(([kind, cx, cy, width, height, by]): Shape => ({ kind, centre: [cx, cy], size: [width, height], angle: by }));
/** Around a middle, so that it doesn't cross itself. */
const polygons = fc
  .tuple(
    fc.double({ min: 30, max: 50, noNaN: true }),
    fc.double({ min: 28, max: 32, noNaN: true }),
    fc.array(fc.double({ min: 6, max: 25, noNaN: true }), { minLength: 3, maxLength: 9 }),
  )
  .map(([cx, cy, radii]): Shape => ({
    kind: 'polygon',
    rings: [
      radii.flatMap((radius, at) => {
        const turn = (2 * Math.PI * at) / radii.length;
        return [cx + radius * Math.cos(turn), cy + radius * Math.sin(turn)];
      }),
    ],
  }));
const masks = fc.oneof(boxes, turned, polygons).map((one) => convertShape(one, 'mask', image)[0] ?? one);
const shapes = fc.oneof(boxes, turned, polygons, masks);

const areaOf = (all: readonly Shape[]): number => all.reduce((sum, one) => sum + geometryOf(one).area(one), 0);
/** The clipping library counts in thousandths of a pixel. */
const slack = 0.01;

function expectSound(all: readonly Shape[]): void {
  for (const one of all) {
    expect(shapeSchema.safeParse(one).success).toBe(true);
    const area = geometryOf(one).area(one);
    expect(Number.isFinite(area) && area >= 0 && area <= image.width * image.height + slack).toBe(true);
    const [left, top, width, height] = geometryOf(one).bounds(one) ?? [0, 0, 0, 0];
    for (const value of [left, top, width, height]) expect(Number.isFinite(value)).toBe(true);
    expect(left >= -slack && top >= -slack).toBe(true);
    expect(left + width <= image.width + slack && top + height <= image.height + slack).toBe(true);
  }
}

test('whatever is combined, cut, cropped, simplified or converted is a shape again, finite and inside', () => {
  fc.assert(
    fc.property(shapes, shapes, fc.tuple(x, y, x, y), fc.double({ min: 0, max: 9, noNaN: true }), (a, b, line, far) => {
      for (const way of ['merge', 'subtract', 'intersect'] as const) expectSound(combineShapes(way, [a, b], image));
      expectSound(cutShape(a, line));
      expectSound(cropShape(a, image));
      expectSound([simplifyShape(a, far)]);
      for (const kind of ['box', 'polygon', 'mask'] as const) expectSound(convertShape(a, kind, image));
    }),
  );
});

test('merging and intersecting is the same in both orders, and parts add up', () => {
  fc.assert(
    fc.property(shapes, shapes, (a, b) => {
      const isPixels = a.kind === 'mask' && b.kind === 'mask';
      const isMixed = !isPixels && (a.kind === 'mask' || b.kind === 'mask');
      // Where a mask meets an outline, the first decides whether the intersection is pixels: only as far as pixels go.
      const digits = isPixels ? 9 : 0;
      const merged = areaOf(combineShapes('merge', [a, b], image));
      expect(areaOf(combineShapes('merge', [b, a], image))).toBeCloseTo(merged, digits);
      if (isMixed) return;
      const shared = areaOf(combineShapes('intersect', [a, b], image));
      expect(areaOf(combineShapes('intersect', [b, a], image))).toBeCloseTo(shared, digits);
      const rest = areaOf(combineShapes('subtract', [a, b], image));
      expect(rest + shared).toBeCloseTo(areaOf(combineShapes('merge', [a, a], image)), digits);
    }),
  );
});

const runsOf = (shape: Shape | undefined): readonly number[] =>
  shape?.kind === 'mask' ? (decodeCounts(shape.counts) ?? []) : [image.width * image.height];

/** The pixels of a mask, column by column. */
function pixelsOf(shape: Shape | undefined): boolean[] {
  return runsOf(shape).flatMap((length, at) => Array.from({ length }, () => at % 2 === 1));
}

const edgeDistance = (shape: Shape, px: number, py: number): number =>
  Math.min(
    ...geometryOf(shape)
      .outline(shape)
      .flat()
      .flatMap((ring) => [...ringEdges(ring)].map((edge) => segmentDistance(imagePoint(px, py), edge))),
  );

test('as polygons and back, no pixel of a mask is other than it was, but those whose centres lie on its edge', () => {
  fc.assert(
    fc.property(masks, (mask) => {
      const [first, ...others] = convertShape(mask, 'polygon', image);
      if (!first || others.length > 0) return;
      const back = pixelsOf(convertShape(first, 'mask', image)[0]);
      for (const [place, isSet] of pixelsOf(mask).entries()) {
        if (back[place] === isSet) continue;
        const [px, py] = [Math.floor(place / image.height) + 0.5, (place % image.height) + 0.5];
        expect(edgeDistance(mask, px, py)).toBeLessThanOrEqual(0.5 + slack);
      }
    }),
  );
});

test('as a mask, an outline holds the pixels whose centres lie in it, and none that is half a pixel outside', () => {
  fc.assert(
    fc.property(fc.oneof(boxes, turned, polygons), (one) => {
      const pixels = pixelsOf(convertShape(one, 'mask', image)[0]);
      const [polygon] = convertShape(one, 'polygon', image);
      for (let place = 0; place < pixels.length; place += 37) {
        const [px, py] = [Math.floor(place / image.height) + 0.5, (place % image.height) + 0.5];
        if (edgeDistance(one, px, py) < slack) continue;
        const rings = polygon?.kind === 'polygon' ? polygon.rings : [];
        expect([px, py, pixels[place]]).toEqual([px, py, isInside(rings, imagePoint(px, py))]);
      }
      // And as polygons it is where it was.
      const [was, is] = [geometryOf(one).bounds(one), polygon && geometryOf(polygon).bounds(polygon)];
      for (const [at, value] of (is ?? []).entries()) expect(Math.abs(value - (was?.[at] ?? NaN))).toBeLessThan(0.5);
    }),
  );
});
