import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapBorders } from '#shared/geometry/contours.ts';
import { findRegions } from '#shared/geometry/regions.ts';
import type { Region } from '#shared/geometry/regions.ts';
import { ringEdges, segmentDistance } from '#shared/geometry/rings.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { ringsToRuns, runSpans } from '#shared/geometry/runs.ts';
import { maskRuns } from '#shared/shapes/mask/maskGeometry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { bitmapShape } from '#models/families/outlines/bitmapShape.ts';
import type { WorkGrid } from '#models/families/outlines/workGrid.ts';

const gridOf = (width: number, height: number, step = 1): WorkGrid => ({
  ...{ width, height, stepX: step, stepY: step },
  placement: {
    ...{ scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0, contentWidthPx: width, contentHeightPx: height },
    ...{ imageWidthPx: width * step, imageHeightPx: height * step },
  },
});

/** Rows of `#` and `.`. */
function regionsOf(...rows: string[]): Region[] {
  const width = rows[0]?.length ?? 0;
  const labels = Uint16Array.from(rows.join(''), (char) => Number(char === '#'));
  return [...findRegions({ width, height: rows.length, labels }, (label) => label === 1, 1)];
}

function pixelsOf(shape: Shape | null, width: number, height: number): Set<string> {
  const runs =
    shape?.kind === 'polygon'
      ? ringsToRuns(shape.rings, { width, height })
      : shape?.kind === 'mask'
        ? maskRuns(shape)
        : [];
  const set = new Set<string>();
  for (const [x, y0, y1] of runSpans(runs, height)) for (let y = y0; y < y1; y += 1) set.add(`${x} ${y}`);
  return set;
}

function ownPixels({ bitmap: { left, top, width, pixels } }: Region): Set<string> {
  const set = new Set<string>();
  for (const [at, value] of pixels.entries())
    if (value === 1) set.add(`${(at % width) + left} ${Math.floor(at / width) + top}`);
  return set;
}

const exactly = { as: 'polygon', tolerancePx: 0, leastCount: 1 } as const;

test('holes, lines of one pixel and touching diagonals are outlined exactly', () => {
  const [ring, ...none] = regionsOf('......', '.####.', '.#..#.', '.#.##.', '.####.', '......');
  expect(none).toEqual([]);
  const shape = ring && bitmapShape(ring.bitmap, gridOf(6, 6), exactly);
  expect(shape?.kind === 'polygon' && shape.rings).toHaveLength(2);
  expect(shape?.kind === 'polygon' && [...(shape.rings[0] ?? [])].sort()).toEqual([1, 1, 1, 1, 5, 5, 5, 5]);

  const [line] = regionsOf('.....', '.###.', '.....');
  const thin = line && bitmapShape(line.bitmap, gridOf(5, 3), { ...exactly, tolerancePx: 2 });
  expect(pixelsOf(thin ?? null, 5, 3)).toEqual(new Set(['1 1', '2 1', '3 1']));

  const diagonal = regionsOf('##..', '##..', '..##', '..##');
  expect(diagonal.map(({ count }) => count)).toEqual([4, 4]);
  for (const region of diagonal)
    expect(pixelsOf(bitmapShape(region.bitmap, gridOf(4, 4), exactly), 4, 4)).toEqual(ownPixels(region));
});

test('holes too small for a region are filled, and a grid coarser than the image is mapped to its pixels', () => {
  const [region] = regionsOf('#####', '#.###', '#####', '#####');
  const filled = region && bitmapShape(region.bitmap, gridOf(5, 4, 3), { ...exactly, leastCount: 2 });
  expect(filled).toEqual({ kind: 'polygon', rings: [expect.arrayContaining([0, 15, 12])] });
  expect(filled?.kind === 'polygon' && filled.rings[0]).toHaveLength(8);
  const mask = region && bitmapShape(region.bitmap, gridOf(5, 4, 3), { ...exactly, as: 'mask' });
  expect(mask?.kind === 'mask' && mask.size).toEqual([12, 15]);
  expect(pixelsOf(mask ?? null, 15, 12).size).toBe(9 * 19);
});

const side = 14;
const noise = fc.array(fc.boolean(), { minLength: side * side, maxLength: side * side });
const blobs = fc
  .array(fc.tuple(fc.nat(side), fc.nat(side), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 6 })
  .map((discs) =>
    Array.from({ length: side * side }, (_, at) =>
      discs.some(([x, y, r]) => Math.hypot((at % side) - x, Math.floor(at / side) - y) <= r),
    ),
  );

test('drawn again, an outline differs from its region only as near to the border as it may', () => {
  fc.assert(
    fc.property(fc.oneof(noise, blobs), fc.constantFrom(0, 0.5, 1, 2), (pixels, tolerancePx) => {
      const labels = Uint16Array.from(pixels, Number);
      const map = { width: side, height: side, labels };
      for (const region of findRegions(map, (label) => label === 1, 1)) {
        const own = ownPixels(region);
        const drawn = pixelsOf(bitmapShape(region.bitmap, gridOf(side, side), { ...exactly, tolerancePx }), side, side);
        const edges = bitmapBorders(region.bitmap).flatMap((ring) => [...ringEdges(ring)]);
        const differing = [...[...own].filter((one) => !drawn.has(one)), ...[...drawn].filter((one) => !own.has(one))];
        for (const pixel of differing) {
          const [x = 0, y = 0] = pixel.split(' ').map(Number);
          const away = Math.min(...edges.map((edge) => segmentDistance(imagePoint(x + 0.5, y + 0.5), edge)));
          expect(away).toBeLessThanOrEqual(tolerancePx);
        }
        const mask = bitmapShape(region.bitmap, gridOf(side, side), { ...exactly, as: 'mask' });
        expect(pixelsOf(mask, side, side)).toEqual(own);
      }
    }),
  );
});
