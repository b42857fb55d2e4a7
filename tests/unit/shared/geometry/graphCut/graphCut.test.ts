import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineAreas } from '#shared/geometry/areas.ts';
import type { Area } from '#shared/geometry/areas.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { graphCut } from '#shared/geometry/graphCut/graphCut.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { pointsBounds, signedArea } from '#shared/geometry/rings.ts';
import { drawPart } from '#tests/support/photoParts.ts';

const size = (area: Area): number => area.flat().reduce((sum, ring) => sum + signedArea(ring), 0);
const iou = (a: Area, b: Area): number => size(combineAreas('intersect', a, b)) / size(combineAreas('merge', a, b));
const disc = (x: number, y: number, radius: number): Area => [
  [
    Array.from({ length: 200 }, (_, at) => [
      x + radius * Math.cos((at * Math.PI) / 100),
      y + radius * Math.sin((at * Math.PI) / 100),
    ]).flat(),
  ],
];

describe('graph cut', () => {
  const onNoise = drawPart({ width: 300, height: 300 }, (x, y) => (Math.hypot(x - 150, y - 140) < 60 ? 170 : 90), {
    noise: 45,
  });
  const around: Box = [80, 72, 140, 138];

  test('a disc in noise comes back', () => {
    expect(iou(graphCut(onNoise, { box: around, points: [] }), disc(150, 140, 60))).toBeGreaterThan(0.95);
  });

  test('scaled down, it comes back where it is in the image', () => {
    const part = { ...onNoise, box: [1000, 2000, 1500, 1500] as const };
    const box = [1400, 2360, 700, 690] as const;
    expect(iou(graphCut(part, { box, points: [] }), disc(1750, 2700, 300))).toBeGreaterThan(0.95);
  });

  test('a box of 400 pixels is cut as well as a small one', () => {
    const large = drawPart({ width: 640, height: 520 }, (x, y) => (Math.hypot(x - 320, y - 260) < 190 ? 150 : 100), {
      noise: 40,
    });
    expect(iou(graphCut(large, { box: [120, 60, 400, 400], points: [] }), disc(320, 260, 190))).toBeGreaterThan(0.95);
  });

  test('a square fills its corners, though boxes are thought to hold round things', () => {
    const square = drawPart(
      { width: 200, height: 200 },
      (x, y) => (Math.max(Math.abs(x - 100), Math.abs(y - 100)) < 50 ? 170 : 90),
      { noise: 15 },
    );
    const outline: Area = [[[50, 50, 150, 50, 150, 150, 50, 150]]];
    expect(iou(graphCut(square, { box: [46, 46, 108, 108], points: [] }), outline)).toBeGreaterThan(0.95);
  });

  test('a click takes a second thing in, a click with Alt takes one out', () => {
    // One disc of two greys on a third, all different from each other.
    const halves = drawPart(
      { width: 200, height: 200 },
      (x, y) => (Math.hypot(x - 100, y - 100) < 60 ? (x < 100 ? 200 : 30) : 110),
      { noise: 8 },
    );
    const box: Box = [36, 36, 128, 128];
    const whole = graphCut(halves, { box, points: [] });
    expect(iou(whole, disc(100, 100, 60))).toBeGreaterThan(0.95);
    const half = graphCut(halves, { box, points: [{ point: imagePoint(125, 100), isInside: false }] });
    const [, , width] = pointsBounds(half.flat()[0] ?? []);
    expect(width).toBeLessThan(68);
    const both = graphCut(halves, {
      box,
      points: [
        { point: imagePoint(125, 100), isInside: false },
        { point: imagePoint(130, 110), isInside: true },
        { point: imagePoint(75, 100), isInside: true },
      ],
    });
    expect(size(both)).toBeGreaterThan(size(half));
  });

  test('it never leaves the box, and the same prompt gives the same area', () => {
    const box = fc.record({
      x: fc.double({ min: -20, max: 280, noNaN: true }),
      y: fc.double({ min: -20, max: 280, noNaN: true }),
      width: fc.double({ min: 3, max: 320, noNaN: true }),
      height: fc.double({ min: 3, max: 320, noNaN: true }),
    });
    const points = fc.array(
      fc.record({ x: fc.integer({ min: 0, max: 300 }), y: fc.integer({ min: 0, max: 300 }), isInside: fc.boolean() }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(box, points, ({ x, y, width, height }, places) => {
        const prompt = {
          box: [x, y, width, height] as const,
          points: places.map((place) => ({ point: imagePoint(place.x, place.y), isInside: place.isInside })),
        };
        const area = graphCut(onNoise, prompt);
        for (const ring of area.flat()) {
          const [left, top, across, down] = pointsBounds(ring);
          expect(left).toBeGreaterThanOrEqual(x - 0.002);
          expect(top).toBeGreaterThanOrEqual(y - 0.002);
          expect(left + across).toBeLessThanOrEqual(x + width + 0.002);
          expect(top + down).toBeLessThanOrEqual(y + height + 0.002);
        }
        expect(graphCut(onNoise, prompt)).toEqual(area);
      }),
      { numRuns: 25 },
    );
  });

  test('where nothing differs something is still found, beside the photo nothing is', () => {
    const flat = drawPart({ width: 60, height: 60 }, () => 128);
    expect(size(graphCut(flat, { box: [10, 10, 40, 40], points: [] }))).toBeGreaterThan(400);
    expect(graphCut(flat, { box: [70, 70, 20, 20], points: [] })).toEqual([]);
    // The whole photo has nothing around it to compare with.
    expect(size(graphCut(onNoise, { box: [0, 0, 300, 300], points: [] }))).toBeGreaterThan(400);
  });
});
