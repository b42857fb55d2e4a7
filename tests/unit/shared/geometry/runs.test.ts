import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCounts, encodeCounts } from '#shared/geometry/cocoCounts.ts';
import { runsToArea } from '#shared/geometry/contours.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { isInside, ringEdges, segmentDistance } from '#shared/geometry/rings.ts';
import {
  bitmapToRuns,
  combineRuns,
  moveRuns,
  ringsToRuns,
  runsArea,
  runsBounds,
  runSpans,
} from '#shared/geometry/runs.ts';
import type { Runs } from '#shared/geometry/runs.ts';

const size = { width: 23, height: 17 };
const total = size.width * size.height;
const place = fc.double({ min: -5, max: 28, noNaN: true });
const rings = fc.array(
  fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 8 }).map((points) => points.flat()),
  { minLength: 1, maxLength: 3 },
);
const bitmap = fc.uint8Array({ minLength: total, maxLength: total, max: 1 });
/** Sparse and dense ones: blots rather than snow. */
const blots = fc.oneof(
  bitmap,
  rings.map((made) => toPixels(ringsToRuns(made, size))),
);

/** Row by row, by the plainest way there is. */
function toPixels(runs: Runs): Uint8Array {
  const pixels = new Uint8Array(total);
  for (const [x, y0, y1] of runSpans(runs, size.height))
    for (let y = y0; y < y1; y += 1) pixels[y * size.width + x] = 1;
  return pixels;
}
const toRuns = (pixels: Uint8Array): Runs => bitmapToRuns({ pixels, ...size }, 0, 0, size);

test('a pixel is set when its centre lies inside, by another way of asking', () => {
  fc.assert(
    fc.property(rings, (made) => {
      const pixels = toPixels(ringsToRuns(made, size));
      for (let y = 0; y < size.height; y += 1)
        for (let x = 0; x < size.width; x += 1) {
          // On an edge, to the precision of numbers, it may be either.
          const edges = made.flatMap((ring) => [...ringEdges(ring)]);
          if (edges.some((edge) => segmentDistance(imagePoint(x + 0.5, y + 0.5), edge) < 1e-9)) continue;
          expect([x, y, pixels[y * size.width + x] === 1]).toEqual([
            x,
            y,
            isInside(made, imagePoint(x + 0.5, y + 0.5)),
          ]);
        }
    }),
  );
});

test('runs are column by column, unset first, and hold all pixels', () => {
  fc.assert(
    fc.property(bitmap, (pixels) => {
      const runs = toRuns(pixels);
      const columns = runs.flatMap((length, at) => Array<number>(length).fill(at % 2));
      expect(columns).toEqual(
        Array.from(
          { length: total },
          (_, at) => pixels[(at % size.height) * size.width + Math.floor(at / size.height)],
        ),
      );
      expect(runs.slice(1).every((length) => length > 0)).toBe(true);
      expect(runsArea(runs)).toBe(pixels.reduce((sum, value) => sum + value, 0));
    }),
  );
});

test('runs combine as their pixels do', () => {
  const ways = {
    merge: (a: number, b: number) => a | b,
    subtract: (a: number, b: number) => a & ~b,
    intersect: (a: number, b: number) => a & b,
  };
  fc.assert(
    fc.property(
      blots,
      blots,
      fc.constantFrom('merge' as const, 'subtract' as const, 'intersect' as const),
      (a, b, way) => {
        const combined = combineRuns(way, toRuns(a), toRuns(b));
        expect(combined).toEqual(toRuns(a.map((value, at) => ways[way](value, b[at] ?? 0))));
      },
    ),
  );
});

test('moved and moved back they are the same', () => {
  fc.assert(
    fc.property(blots, (pixels) => {
      const runs = toRuns(pixels);
      const bounds = runsBounds(runs, size.height);
      if (!bounds) return;
      const moved = moveRuns(runs, -bounds[0], -bounds[1], size);
      expect(runsBounds(moved, size.height)).toEqual([0, 0, bounds[2], bounds[3]]);
      expect(moveRuns(moved, bounds[0], bounds[1], size)).toEqual(runs);
    }),
  );
});

test('counts are written as COCO does, and read back', () => {
  // From the comments of cocoapi: lengths beyond the third are differences, five bits a piece.
  expect(encodeCounts([0, 1, 2, 3])).toBe('0122');
  expect(encodeCounts([6, 1, 40, 4, 5, 4, 5, 4, 21])).toBe('61X13mN000`0');
  fc.assert(
    fc.property(blots, (pixels) => {
      const runs = toRuns(pixels);
      expect(decodeCounts(encodeCounts(runs))).toEqual(runs);
    }),
  );
  const long = [900_000_00, 3, 100_000_000, 7];
  expect(decodeCounts(encodeCounts(long))).toEqual(long);
});

test.each(['x', '0X', 'ÿ', '1\n', '!', 'PPPPPPPPPPP0'])('%j is no run lengths', (text) => {
  expect(decodeCounts(text)).toBeNull();
});

test('the contours of pixels hold exactly these pixels, holes and islands included', () => {
  fc.assert(
    fc.property(blots, (pixels) => {
      const runs = toRuns(pixels);
      const area = runsToArea(runs, size.height);
      const back = area.reduce<Runs>((sum, polygon) => combineRuns('merge', sum, ringsToRuns(polygon, size)), [total]);
      expect(back).toEqual(runs);
      // Along the pixels' edges, with a point only where it turns.
      for (const ring of area.flat()) {
        const edges = [...ringEdges(ring)];
        for (const [index, [x0, y0, x1, y1]] of edges.entries()) {
          expect(x0 === x1).not.toBe(y0 === y1);
          const next = edges[(index + 1) % edges.length];
          expect(next && next[0] === next[2]).toBe(y0 === y1);
        }
      }
    }),
  );
});
