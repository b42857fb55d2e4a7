import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineAreas, cutArea, simplifyLine, simplifyRing, strokeArea } from '#shared/geometry/areas.ts';
import type { Area, AreaOperation } from '#shared/geometry/areas.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { isInside, lineSegments, ringEdges, ringPoints, segmentDistance, signedArea } from '#shared/geometry/rings.ts';

const place = fc.double({ min: 0, max: 100, noNaN: true });
const ring = fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 9 }).map((points) => points.flat());
const area = ring.map((one): Area => [[one]]);
const holds = (one: Area, x: number, y: number): boolean => one.some((rings) => isInside(rings, imagePoint(x, y)));
/** A thousandth of a pixel is rounded away: points so near to an edge may be on either side. */
const isNearEdge = (ones: readonly Area[], x: number, y: number): boolean =>
  ones.flat(2).some((one) => [...ringEdges(one)].some((edge) => segmentDistance(imagePoint(x, y), edge) < 0.01));
const size = (one: Area): number =>
  one.reduce(
    (sum, rings) => sum + rings.reduce((own, each, at) => own + (at === 0 ? 1 : -1) * Math.abs(signedArea(each)), 0),
    0,
  );

const ways: Readonly<Record<AreaOperation, (a: boolean, b: boolean) => boolean>> = {
  merge: (a, b) => a || b,
  subtract: (a, b) => a && !b,
  intersect: (a, b) => a && b,
};

test('what is combined holds the points that it should, asked one by one', () => {
  fc.assert(
    fc.property(area, area, fc.constantFrom(...(Object.keys(ways) as AreaOperation[])), (a, b, way) => {
      const combined = combineAreas(way, a, b);
      for (let x = 1.5; x < 100; x += 7)
        for (let y = 1.5; y < 100; y += 7) {
          // Crumbs smaller than a twentieth of a square pixel are dropped.
          if (isNearEdge([a, b], x, y)) continue;
          expect([x, y, holds(combined, x, y)]).toEqual([x, y, ways[way](holds(a, x, y), holds(b, x, y))]);
        }
      for (const value of combined.flat(2)) expect(Number.isFinite(value)).toBe(true);
    }),
  );
});

test('merging is the same in both orders, and parts and rest add up', () => {
  fc.assert(
    fc.property(area, area, (a, b) => {
      const merged = size(combineAreas('merge', a, b));
      expect(size(combineAreas('merge', b, a))).toBeCloseTo(merged, 0);
      const parts = (['intersect', 'subtract'] as const).map((way) => size(combineAreas(way, a, b)));
      expect((parts[0] ?? NaN) + (parts[1] ?? NaN)).toBeCloseTo(size(combineAreas('merge', a, a)), 0);
    }),
  );
});

test('a ring around another one has a hole, and an island in the hole is a polygon of its own', () => {
  const box = (x: number, edge: number): Area => [[[x, x, x + edge, x, x + edge, x + edge, x, x + edge]]];
  const frame = combineAreas('subtract', box(0, 30), box(5, 20));
  expect(frame.map((rings) => rings.length)).toEqual([2]);
  const island = combineAreas('merge', frame, box(10, 5));
  expect(island.map((rings) => rings.length).sort()).toEqual([1, 2]);
  expect(size(island)).toBe(900 - 400 + 25);
});

test('a line through an area cuts it in two that are together what it was; one that ends in it does not', () => {
  const square: Area = [[[10, 10, 90, 10, 90, 90, 10, 90]]];
  const pieces = cutArea(square, [0, 50, 100, 50]);
  expect(pieces).toHaveLength(2);
  expect(size(pieces)).toBeCloseTo(6400, 0);
  expect(cutArea(square, [0, 50, 50, 50])).toHaveLength(1);
  expect(cutArea(square, [0, 0, 5, 5])).toHaveLength(1);
  // Down, across and up again: the middle part of the top is a piece.
  expect(cutArea(square, [30, 0, 30, 50, 60, 50, 60, 0])).toHaveLength(2);
});

test('a brush covers what is as near to its line as it is wide', () => {
  expect(size(strokeArea([50, 50], 10))).toBeCloseTo(Math.PI * 100, -1);
  const stroke = strokeArea([20, 20, 60, 20, 60, 60], 5);
  expect(holds(stroke, 40, 24.8)).toBe(true);
  expect(holds(stroke, 40, 25.2)).toBe(false);
  expect(holds(stroke, 63, 17)).toBe(true);
  expect(holds(stroke, 64.5, 15.5)).toBe(false);
  // A loop leaves its middle free.
  const loop = strokeArea([20, 20, 80, 20, 80, 80, 20, 80, 20, 20], 5);
  expect(holds(loop, 50, 50)).toBe(false);
});

test('simplified, nothing is farther from what it was than allowed', () => {
  fc.assert(
    fc.property(ring, fc.double({ min: 0, max: 20, noNaN: true }), (one, tolerance) => {
      const line = simplifyLine(one, tolerance);
      expect(line.slice(0, 2)).toEqual(one.slice(0, 2));
      expect(line.slice(-2)).toEqual(one.slice(-2));
      const segments = line.length > 2 ? [...lineSegments(line)] : [];
      for (const [x, y] of ringPoints(one))
        expect(Math.min(...segments.map((segment) => segmentDistance(imagePoint(x, y), segment)))).toBeLessThanOrEqual(
          tolerance + 1e-9,
        );
      const simple = simplifyRing(one, tolerance);
      for (const [x, y] of ringPoints(one))
        expect(
          Math.min(...[...ringEdges(simple)].map((edge) => segmentDistance(imagePoint(x, y), edge))),
        ).toBeLessThanOrEqual(tolerance + 1e-9);
      expect(simple.length).toBeGreaterThanOrEqual(6);
    }),
  );
});
