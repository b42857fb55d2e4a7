import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imagePoint } from '#shared/geometry/points.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const image = { width: 640, height: 480 };
const x = fc.double({ min: 0, max: image.width, noNaN: true });
const y = fc.double({ min: 0, max: image.height, noNaN: true });
const ring = fc.array(fc.tuple(x, y), { minLength: 3, maxLength: 12 }).map((points) => points.flat());
const boxShape = fc.tuple(x, y, x, y).map(([x0, y0, x1, y1]): Shape => ({
  kind: 'box',
  box: [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)],
}));
const polygonShape = fc.array(ring, { minLength: 1, maxLength: 3 }).map((rings): Shape => ({ kind: 'polygon', rings }));
const shape = fc.oneof(boxShape, polygonShape, fc.constant<Shape>({ kind: 'whole' }));
const anywhere = fc.double({ min: -2000, max: 2000, noNaN: true });

/** Where the outline of a shape is, as numbers. */
const bounds = (one: Shape): readonly number[] => geometryOf(one).bounds(one) ?? [0, 0, 0, 0];
const isInImage = (one: Shape): boolean => {
  const [left = 0, top = 0, width = 0, height = 0] = bounds(one);
  const slack = 1e-6;
  return left >= -slack && top >= -slack && left + width <= image.width + slack && top + height <= image.height + slack;
};

test('moving keeps the form and stays in the image; there and back is where it was, if nothing stopped it', () => {
  fc.assert(
    fc.property(shape, anywhere, anywhere, (one, dx, dy) => {
      const geometry = geometryOf(one);
      const moved = geometry.move(one, dx, dy, image);
      expect(shapeSchema.safeParse(moved).success).toBe(true);
      expect(isInImage(moved)).toBe(true);
      const [left = 0, top = 0, width = 0, height = 0] = bounds(one);
      const [movedLeft = 0, movedTop = 0, movedWidth = 0, movedHeight = 0] = bounds(moved);
      expect(movedWidth).toBeCloseTo(width, 6);
      expect(movedHeight).toBeCloseTo(height, 6);
      const back = geometry.move(moved, left - movedLeft, top - movedTop, image);
      for (const [at, value] of bounds(back).entries()) expect(value).toBeCloseTo(bounds(one)[at] ?? NaN, 6);
    }),
  );
});

test('pulling any handle anywhere gives a shape again, inside the image, that has a handle there', () => {
  fc.assert(
    fc.property(shape, fc.nat(), anywhere, anywhere, (one, which, toX, toY) => {
      const geometry = geometryOf(one);
      const handles = geometry.handles(one);
      const handle = handles[which % Math.max(1, handles.length)];
      if (!handle) return;
      const pulled = geometry.pull(one, handle.id, imagePoint(toX, toY), image);
      expect(shapeSchema.safeParse(pulled).success).toBe(true);
      expect(isInImage(pulled)).toBe(true);
      if (handle.kind === 'corner') return;
      const at = { x: Math.min(image.width, Math.max(0, toX)), y: Math.min(image.height, Math.max(0, toY)) };
      expect(
        geometry.handles(pulled).some(({ kind, point }) => kind === 'vertex' && point.x === at.x && point.y === at.y),
      ).toBe(true);
    }),
  );
});

test('a new vertex on an edge changes no area, and taking it out again gives the polygon back', () => {
  fc.assert(
    fc.property(polygonShape, fc.nat(), (one, which) => {
      const geometry = geometryOf(one);
      const edges = geometry.handles(one).filter(({ kind }) => kind === 'edge');
      const edge = edges[which % edges.length];
      if (!edge) return;
      const more = geometry.pull(one, edge.id, edge.point, image);
      expect(geometry.area(more)).toBeCloseTo(geometry.area(one), 4);
      const [, ringAt = '', at = ''] = edge.id.split(' ');
      expect(geometry.dropVertex(more, `vertex ${ringAt} ${Number(at) + 1}`)).toEqual(one);
    }),
  );
});

test('points far inside a box or polygon are in it, points outside its bounds are not', () => {
  fc.assert(
    fc.property(boxShape, anywhere, anywhere, (one, px, py) => {
      const [left = 0, top = 0, width = 0, height = 0] = bounds(one);
      const polygon: Shape = {
        kind: 'polygon',
        rings: [[left, top, left + width, top, left + width, top + height, left, top + height]],
      };
      const point = imagePoint(px, py);
      const expected = px > left && px < left + width && py > top && py < top + height;
      expect(geometryOf(polygon).contains(polygon, point, 0)).toBe(expected);
    }),
  );
});
