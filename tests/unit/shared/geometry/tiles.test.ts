import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  coarserTile,
  isTiled,
  isTileOf,
  levelCount,
  levelFor,
  levelRange,
  levelSize,
  listTiles,
  tileBox,
  tilePx,
  tilesIn,
  tileSize,
} from '#shared/geometry/tiles.ts';

const side = fc.integer({ min: 1, max: 30_000 });
const anyPhoto = fc.record({ width: side, height: side });
const anyPlace = fc.record({
  across: fc.double({ min: 0, max: 0.999999, noNaN: true }),
  down: fc.double({ min: 0, max: 0.999999, noNaN: true }),
});

test('photos of up to 40 megapixels are whole, larger and very long ones are not', () => {
  expect(isTiled({ width: 8_000, height: 5_000 })).toBe(false);
  expect(isTiled({ width: 8_000, height: 5_001 })).toBe(true);
  expect(isTiled({ width: 20_000, height: 10 })).toBe(true);
});

test('a photo of 12,000 x 9,000 has six levels, down to a single tile', () => {
  const photo = { width: 12_000, height: 9_000 };
  expect(levelCount(photo)).toBe(6);
  expect(levelSize(photo, 5)).toEqual({ width: 375, height: 282 });
  expect(levelRange(photo, 0)).toEqual({ left: 0, top: 0, right: 24, bottom: 18 });
  expect(tileSize(photo, { level: 0, x: 23, y: 17 })).toEqual({ width: 224, height: 296 });
  expect(tileBox(photo, { level: 1, x: 1, y: 0 })).toEqual([1024, 0, 1024, 1024]);
});

test('every pixel of every level lies in exactly one tile', () => {
  fc.assert(
    fc.property(anyPhoto, anyPlace, (photo, { across, down }) => {
      for (let level = 0; level < levelCount(photo); level += 1) {
        const size = levelSize(photo, level);
        const tiles = listTiles(level, levelRange(photo, level));
        const sizes = tiles.map((tile) => tileSize(photo, tile));
        // None has no pixels, none is too large, and together they have as many as the level: so none is covered twice.
        expect(sizes.every(({ width, height }) => width > 0 && height > 0 && Math.max(width, height) <= tilePx)).toBe(
          true,
        );
        expect(sizes.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(size.width * size.height);
        const [x, y] = [Math.floor(across * size.width), Math.floor(down * size.height)];
        const around = tiles.filter((tile) => {
          const { width, height } = tileSize(photo, tile);
          const [left, top] = [tile.x * tilePx, tile.y * tilePx];
          return x >= left && y >= top && x < left + width && y < top + height;
        });
        expect(around).toHaveLength(1);
      }
      expect(listTiles(0, levelRange(photo, levelCount(photo) - 1))).toHaveLength(1);
    }),
    { numRuns: 40 },
  );
});

test('the tiles of a part are those, and only those, that show something of it', () => {
  const length = fc.double({ min: 0.01, max: 5_000, noNaN: true });
  const place = fc.double({ min: -3_000, max: 31_000, noNaN: true });
  fc.assert(
    fc.property(anyPhoto, place, place, length, length, fc.nat(9), (photo, x, y, width, height, chosen) => {
      const level = Math.min(chosen, levelCount(photo) - 1);
      const range = tilesIn(photo, level, [x, y, width, height]);
      const shown = new Set(listTiles(level, range).map((tile) => `${tile.x} ${tile.y}`));
      for (const tile of listTiles(level, levelRange(photo, level))) {
        const [left, top, across, down] = tileBox(photo, tile);
        const meets = left < x + width && x < left + across && top < y + height && y < top + down;
        // A strip beyond the photo's edge shows nothing.
        if (meets !== shown.has(`${tile.x} ${tile.y}`)) {
          expect(Math.max(left, x) >= photo.width || Math.max(top, y) >= photo.height || meets).toBe(true);
        }
        if (shown.has(`${tile.x} ${tile.y}`)) expect(isTileOf(photo, tile)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('a level has a pixel for every pixel of the screen, and fewer than twice as many a side', () => {
  const photo = { width: 12_000, height: 9_000 };
  expect([2, 1, 0.75, 0.5, 0.3, 0.1, 0.001].map((scale) => levelFor(photo, scale))).toEqual([0, 0, 0, 1, 1, 3, 5]);
  fc.assert(
    fc.property(fc.double({ min: 0.04, max: 1, noNaN: true }), (scale) => {
      const ratio = scale * 2 ** levelFor(photo, scale);
      expect(ratio > 0.5 && ratio <= 1).toBe(true);
    }),
  );
});

test('a coarser tile lies around the finer one', () => {
  const photo = { width: 12_345, height: 6_789 };
  fc.assert(
    fc.property(fc.nat(24), fc.nat(13), fc.integer({ min: 1, max: 5 }), (x, y, levels) => {
      const [left, top] = tileBox(photo, { level: 0, x, y });
      const [outerLeft, outerTop, width, height] = tileBox(photo, coarserTile({ level: 0, x, y }, levels));
      expect(left >= outerLeft && top >= outerTop && left < outerLeft + width && top < outerTop + height).toBe(true);
    }),
  );
});

test('no address beside the photo is one of its tiles', () => {
  const photo = { width: 1_000, height: 600 };
  expect(isTileOf(photo, { level: 0, x: 1, y: 1 })).toBe(true);
  for (const [level, x, y] of [
    [0, 2, 0],
    [0, 0, 2],
    [1, 1, 0],
    [2, 0, 0],
    [-1, 0, 0],
    [0, -1, 0],
    [0, 0.5, 0],
    [0, Number.NaN, 0],
  ] as const)
    expect(isTileOf(photo, { level, x, y })).toBe(false);
});
