import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imagePoint } from '#shared/geometry/points.ts';
import { strokeArea } from '#shared/geometry/areas.ts';
import { areaToMask } from '#shared/shapes/combineShapes.ts';
import { visibilities } from '#shared/shapes/keypoints/keypoints.ts';
import { cycleVisibility } from '#shared/shapes/keypoints/keypointsGeometry.ts';
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
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
/** Turned ones whose corners lie in the image to begin with. */
const oriented = fc.tuple(
  fc.constantFrom('rotatedBox' as const, 'ellipse' as const),
  fc.double({ min: 200, max: 440, noNaN: true }),
  fc.double({ min: 200, max: 280, noNaN: true }),
  fc.double({ min: 0, max: 250, noNaN: true }),
  fc.double({ min: 0, max: 250, noNaN: true }),
  angle,
);
const orientedShape = oriented.map(([kind, cx, cy, width, height, turned]): Shape => ({
  kind,
  centre: [cx, cy],
  size: [width, height],
  angle: turned,
}));
const polylineShape = fc
  .array(fc.tuple(x, y), { minLength: 2, maxLength: 9 })
  .map((points): Shape => ({ kind: 'polyline', points: points.flat() }));
const pointShape = fc.tuple(x, y).map((point): Shape => ({ kind: 'point', point }));
const keypointsShape = fc
  .array(fc.tuple(fc.constantFrom(...visibilities), x, y), { minLength: 1, maxLength: 9 })
  .filter((joints) => joints.some(([visibility]) => visibility !== 'unlabeled'))
  .map((joints): Shape => ({
    kind: 'keypoints',
    joints: joints.map(([visibility, atX, atY], at) => ({ id: `j${at}`, visibility, x: atX, y: atY })),
  }));
const maskShape = fc
  .tuple(x, y, fc.integer({ min: 2, max: 60 }))
  .map(([cx, cy, radius]) => areaToMask(strokeArea([cx, cy], radius), image))
  .filter((one) => one !== null);
const shape = fc.oneof(
  maskShape,
  boxShape,
  orientedShape,
  polygonShape,
  polylineShape,
  pointShape,
  keypointsShape,
  fc.constant<Shape>({ kind: 'whole' }),
);
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
      // A turned shape may reach over the border while the handle that is pulled does not.
      const isTurned = one.kind === 'rotatedBox' || one.kind === 'ellipse';
      expect(isTurned || isInImage(pulled)).toBe(true);
      if (handle.kind === 'corner' || handle.kind === 'rotate') return;
      const at = { x: Math.min(image.width, Math.max(0, toX)), y: Math.min(image.height, Math.max(0, toY)) };
      expect(
        geometry.handles(pulled).some(({ kind, point }) => kind === 'vertex' && point.x === at.x && point.y === at.y),
      ).toBe(true);
    }),
  );
});

test('turning keeps the size and the area, and there and back is where it was', () => {
  fc.assert(
    fc.property(fc.oneof(orientedShape, polygonShape, polylineShape), angle, (one, by) => {
      const geometry = geometryOf(one);
      const turned = geometry.rotate(one, by, image);
      if (!turned) return;
      expect(shapeSchema.safeParse(turned).success).toBe(true);
      expect(geometry.area(turned)).toBeCloseTo(geometry.area(one), 4);
      if (one.kind !== 'rotatedBox' && one.kind !== 'ellipse') return;
      const back = geometry.rotate(turned, -by, image);
      for (const [at, value] of bounds(back ?? turned).entries()) expect(value).toBeCloseTo(bounds(one)[at] ?? NaN, 6);
    }),
  );
});

test('pulling a corner of a turned box leaves the opposite corner where it is', () => {
  fc.assert(
    fc.property(oriented, x, y, ([, cx, cy, width, height, turned], toX, toY) => {
      const one: Shape = { kind: 'rotatedBox', centre: [cx, cy], size: [width, height], angle: turned };
      const place = (shown: Shape, id: string) =>
        geometryOf(shown)
          .handles(shown)
          .find((handle) => handle.id === id)?.point;
      const pulled = geometryOf(one).pull(one, 'se', imagePoint(toX, toY), image);
      const fixed = place(one, 'nw');
      // Pulled over the opposite corner, it turns inside out: that corner then has another name.
      const corners = ['nw', 'ne', 'se', 'sw'].map((id) => place(pulled, id));
      const distance = Math.min(
        ...corners.map((corner) =>
          Math.hypot((corner?.x ?? NaN) - (fixed?.x ?? NaN), (corner?.y ?? NaN) - (fixed?.y ?? NaN)),
        ),
      );
      expect(distance).toBeLessThan(1e-6);
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
      // What lies exactly on the line is on it, neither far inside nor outside.
      fc.pre(![left, left + width].includes(px) && ![top, top + height].includes(py));
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

test('joints are turned as one, stay in the image, and never all go', () => {
  fc.assert(
    fc.property(keypointsShape, angle, fc.nat(8), fc.nat(6), (one, by, which, times) => {
      if (one.kind !== 'keypoints') return;
      const geometry = geometryOf(one);
      for (const after of [
        geometry.rotate(one, by, image),
        geometry.dropVertex(one, `vertex ${which}`),
        Array.from({ length: times }).reduce<typeof one>(
          (shown) => cycleVisibility(shown, (_, at) => at === which),
          one,
        ),
      ]) {
        if (!after) continue;
        expect(shapeSchema.safeParse(after).success).toBe(true);
        expect(isInImage(after)).toBe(true);
        expect(after.joints.map(({ id }) => id)).toEqual(one.joints.map(({ id }) => id));
        for (const joint of after.joints)
          expect(joint.x >= 0 && joint.y >= 0 && joint.x <= image.width && joint.y <= image.height).toBe(true);
      }
      // Three times on is where it was, unless it was the last one.
      const thrice = [1, 2, 3].reduce<typeof one>((shown) => cycleVisibility(shown, (_, at) => at === which), one);
      if (one.joints.some(({ visibility }, at) => at !== which && visibility !== 'unlabeled'))
        expect(thrice).toEqual(one);
    }),
  );
});
