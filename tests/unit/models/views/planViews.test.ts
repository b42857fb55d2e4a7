import { describe, expect, it } from 'vitest';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { planViews, tileStarts } from '#models/views/planViews.ts';
import type { Crop } from '#models/views/planViews.ts';
import { cardOf, createRandom, optionsOf, whole } from './support.ts';

const cropsOf = (image: Size, options: Parameters<typeof optionsOf>[0], card = cardOf(640, 640)): Crop[] =>
  planViews(image, card, optionsOf(options)).views.map(({ crop }) => crop);

/** The loop of SAHI's get_slice_bboxes along one side, written anew: from, to of each slice. */
function sahiSlices(length: number, slice: number, shared: number): [number, number][] {
  const found: [number, number][] = [];
  for (let from = 0, to = 0; to < length; from = to - shared) {
    to = from + slice;
    found.push(to > length ? [Math.max(0, length - slice), length] : [from, to]);
  }
  return found;
}

describe('tiles along a side', () => {
  it('lie where SAHI puts them', () => {
    const random = createRandom(1);
    for (let round = 0; round < 500; round += 1) {
      const [length, tile] = [whole(random, 1, 5000), 10 * whole(random, 7, 120)];
      const tenths = whole(random, 0, 7);
      const slices = sahiSlices(length, tile, (tile / 10) * tenths);
      // What floating point adds to a product is no pixel.
      expect(tileStarts(length, tile, (tenths - 1e-9) / 10)).toEqual(slices.map(([from]) => from));
    }
  });
});

describe('a plan', () => {
  it('looks at every pixel, and neighbours share at least what was asked, for any size', () => {
    const random = createRandom(2);
    for (let round = 0; round < 400; round += 1) {
      const image = { width: whole(random, 1, 4000), height: whole(random, 1, 4000) };
      const [tile, overlap] = [whole(random, 64, 1500), random() * 0.75];
      const [all, ...tiles] = cropsOf(image, { tile, overlap });
      expect(all).toEqual([0, 0, image.width, image.height]);
      if (tiles.length === 0) {
        expect(Math.max(image.width, image.height)).toBeLessThanOrEqual(tile);
        continue;
      }
      for (const axis of [0, 1] as const) {
        const length = axis === 0 ? image.width : image.height;
        const starts = [...new Set(tiles.map((crop) => crop[axis]))].sort((a, b) => a - b);
        const sizes = new Set(tiles.map((crop) => crop[axis + 2]));
        expect([...sizes]).toEqual([Math.min(tile, length)]);
        expect([starts[0], (starts.at(-1) ?? 0) + Math.min(tile, length)]).toEqual([0, length]);
        for (const [at, start] of starts.slice(1).entries())
          expect((starts[at] ?? 0) + tile - start).toBeGreaterThanOrEqual(overlap * tile);
        // A grid: each column in each row.
        expect(tiles.length % starts.length).toBe(0);
      }
    }
  });

  it('is one look at the whole image where nothing is asked, or the image is no larger than a tile', () => {
    expect(cropsOf({ width: 5000, height: 4000 }, {})).toEqual([[0, 0, 5000, 4000]]);
    expect(cropsOf({ width: 640, height: 480 }, { tile: 640 })).toEqual([[0, 0, 640, 480]]);
  });

  it('cuts by itself only images that are much larger than the input, and rather into larger tiles than into many', () => {
    expect(cropsOf({ width: 1600, height: 1200 }, { tile: 'auto' })).toHaveLength(1);
    const [, first, second] = cropsOf({ width: 2000, height: 1200 }, { tile: 'auto' });
    expect([first, second]).toEqual([
      [0, 0, 640, 640],
      [512, 0, 640, 640],
    ]);
    const huge = cropsOf({ width: 30_000, height: 20_000 }, { tile: 'auto' });
    expect(huge.length - 1).toBeGreaterThan(40);
    expect(huge.length - 1).toBeLessThanOrEqual(64);
  });

  it('of a classifier has no tiles', () => {
    const card = cardOf(64, 64, { task: 'classify' });
    expect(cropsOf({ width: 5000, height: 4000 }, { tile: 'auto' }, card)).toHaveLength(1);
  });

  it('looks at nothing outside a region, which is cut at the border and holds what it touches', () => {
    const image = { width: 1000, height: 800 };
    expect(cropsOf(image, { region: [100.4, 700.9, 200.2, 5000] })).toEqual([[100, 700, 201, 100]]);
    for (const [x, y, width, height] of cropsOf(image, { region: [300, 200, 500, 400], tile: 128 })) {
      expect(x).toBeGreaterThanOrEqual(300);
      expect(y).toBeGreaterThanOrEqual(200);
      expect(x + width).toBeLessThanOrEqual(800);
      expect(y + height).toBeLessThanOrEqual(600);
    }
    expect(planViews(image, cardOf(64, 64), optionsOf({ region: [2000, 0, 10, 10] }))).toMatchObject({
      region: null,
      views: [],
    });
  });

  it('has each part as it is and then mirrored', () => {
    const { views } = planViews({ width: 900, height: 640 }, cardOf(640, 640), optionsOf({ tile: 640, flip: true }));
    expect(views.map(({ isMirrored }) => isMirrored)).toEqual([false, true, false, true, false, true]);
    for (let at = 0; at < views.length; at += 2) expect(views[at + 1]?.crop).toBe(views[at]?.crop);
  });

  it('refuses what would take hours for one image', () => {
    expect(() => cropsOf({ width: 30_000, height: 30_000 }, { tile: 64 })).toThrowError(
      expect.objectContaining({ code: 'run.tooManyTiles' }) as Error,
    );
  });
});
