import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineAreas } from '#shared/geometry/areas.ts';
import type { Area } from '#shared/geometry/areas.ts';
import { partIndex } from '#shared/geometry/photoPart.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { signedArea } from '#shared/geometry/rings.ts';
import { mostTolerance, reachedArea, reachMap } from '#shared/geometry/wand.ts';
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

describe('wand', () => {
  const onNoise = drawPart({ width: 300, height: 300 }, (x, y) => (Math.hypot(x - 150, y - 140) < 60 ? 170 : 90), {
    noise: 25,
  });

  test('a disc in noise comes back', () => {
    const map = reachMap(onNoise, partIndex(onNoise, imagePoint(150, 140)));
    expect(iou(reachedArea(map, 40, false), disc(150, 140, 60))).toBeGreaterThan(0.95);
  });

  test('scaled down, it comes back where it is in the image', () => {
    const part = { ...onNoise, box: [1000, 2000, 1500, 1500] as const };
    const map = reachMap(part, partIndex(part, imagePoint(1750, 2700)));
    expect(iou(reachedArea(map, 40, false), disc(1750, 2700, 300))).toBeGreaterThan(0.95);
  });

  test('a ring keeps its hole until it is filled; specks of noise are no holes', () => {
    const ring = drawPart(
      { width: 120, height: 120 },
      (x, y) => {
        const away = Math.hypot(x - 60, y - 60);
        return away > 40 || away < 15 ? 220 : x > 85 && x < 87 && y > 60 && y < 62 ? 230 : 60;
      },
      { noise: 5 },
    );
    const map = reachMap(ring, partIndex(ring, imagePoint(60, 30)));
    expect(reachedArea(map, 70, false)[0]).toHaveLength(2);
    expect(size(reachedArea(map, 70, false)) / (Math.PI * (1600 - 225))).toBeCloseTo(1, 1);
    expect(size(reachedArea(map, 70, true)) / (Math.PI * 1600)).toBeCloseTo(1, 1);
  });

  test('every level is the smallest tolerance at which a plain flood gets there', () => {
    const flood = (part: ReturnType<typeof drawPart>, seed: number, own: Uint8Array, tolerance: number): boolean[] => {
      const { width, height } = part;
      const isIn = Array.from({ length: width * height }, (_, index) => index === seed);
      for (let grows = true; grows;) {
        grows = false;
        for (const [index, isAlready] of isIn.entries()) {
          const x = index % width;
          const near = [x > 0 && index - 1, x < width - 1 && index + 1, index - width, index + width];
          const isNext = near.some((other) => other !== false && isIn[other] === true);
          if (isAlready || !isNext || (own[index] as number) > tolerance) continue;
          isIn[index] = true;
          grows = true;
        }
      }
      return isIn;
    };
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 200 }), (salt, seed, at) => {
        const part = drawPart({ width: 8, height: 8 }, () => 128, { noise: 127, seed: salt });
        const { levels } = reachMap(part, seed);
        // The mean of a pixel and those around it, the outermost of the photo counted twice.
        const inside = (place: number): number => Math.min(7, Math.max(0, place));
        const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const));
        const mean = (index: number, channel: number): number => {
          const places = around.map(([dx, dy]) => 8 * inside(Math.floor(index / 8) + dy) + inside((index % 8) + dx));
          return Math.round(places.reduce((sum, place) => sum + (part.data[4 * place + channel] as number), 0) / 9);
        };
        const own = Uint8Array.from(levels, (_, index) =>
          Math.max(...[0, 1, 2].map((channel) => Math.abs(mean(index, channel) - mean(seed, channel)))),
        );
        expect(Array.from(levels, (level) => level <= at)).toEqual(flood(part, seed, own, at));
      }),
      { numRuns: 60 },
    );
  });

  test('more tolerance never takes less', () => {
    const map = reachMap(onNoise, partIndex(onNoise, imagePoint(20, 20)));
    const sizes = [0, 10, 30, 60, 120, mostTolerance].map((tolerance) => size(reachedArea(map, tolerance, true)));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes.at(-1)).toBe(90_000);
  });
});
