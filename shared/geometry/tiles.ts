import type { Box } from './boxes.ts';
import type { Size } from './viewTransform.ts';

/** One side of a tile in its own pixels; those at the right and bottom edge are smaller. */
export const tilePx = 512;

/** Decoded, it takes four bytes a pixel in the page, a few times over: larger photos are shown by tiles. */
const wholePixels = 40e6;
/** What every browser takes as one bitmap. */
const wholeSidePx = 16_383;

/** The longest side of what is shown of a tiled photo until its tiles are there. */
export const overviewSidePx = 2_048;

/** Whether a photo is too large to be shown as one bitmap. */
export const isTiled = ({ width, height }: Size): boolean =>
  width * height > wholePixels || Math.max(width, height) > wholeSidePx;

/** Level 0 is the photo itself; each further one is half as large, rounded up, and the last is a single tile. */
export interface TileAddress {
  readonly level: number;
  /** Counts tiles from the left, and from the top. */
  readonly x: number;
  readonly y: number;
}

/** Tiles of one level: from column `left` to before `right`, from row `top` to before `bottom`. */
export interface TileRange {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const levelSize = ({ width, height }: Size, level: number): Size => ({
  width: Math.ceil(width / 2 ** level),
  height: Math.ceil(height / 2 ** level),
});

export function levelCount({ width, height }: Size): number {
  let count = 1;
  while (Math.max(width, height) > tilePx * 2 ** (count - 1)) count += 1;
  return count;
}

/** All tiles of a level. */
export function levelRange(photo: Size, level: number): TileRange {
  const { width, height } = levelSize(photo, level);
  return { left: 0, top: 0, right: Math.ceil(width / tilePx), bottom: Math.ceil(height / tilePx) };
}

const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 0;

export function isTileOf(photo: Size, { level, x, y }: TileAddress): boolean {
  if (![level, x, y].every(isWhole) || level >= levelCount(photo)) return false;
  const { right, bottom } = levelRange(photo, level);
  return x < right && y < bottom;
}

/** How many pixels a tile has. */
export function tileSize(photo: Size, { level, x, y }: TileAddress): Size {
  const { width, height } = levelSize(photo, level);
  return { width: Math.min(tilePx, width - x * tilePx), height: Math.min(tilePx, height - y * tilePx) };
}

/** Where a tile lies in the photo, in image pixels; the last pixels of a level may stand for a strip beyond its edge. */
export function tileBox(photo: Size, address: TileAddress): Box {
  const scale = 2 ** address.level;
  const { width, height } = tileSize(photo, address);
  return [address.x * tilePx * scale, address.y * tilePx * scale, width * scale, height * scale];
}

/** The coarsest level that has at least one pixel for each pixel of the screen. `scale`: screen pixels an image pixel. */
export function levelFor(photo: Size, scale: number): number {
  const level = Math.floor(Math.log2(1 / scale));
  return Math.min(levelCount(photo) - 1, Math.max(0, level));
}

/** The tiles of a level that show anything of a part of the photo (image pixels). */
export function tilesIn(photo: Size, level: number, [x, y, width, height]: Box): TileRange {
  const side = tilePx * 2 ** level;
  const { right, bottom } = levelRange(photo, level);
  const within = (tile: number, end: number): number => Math.min(end, Math.max(0, tile));
  const range = {
    left: within(Math.floor(x / side), right),
    top: within(Math.floor(y / side), bottom),
    right: within(Math.ceil((x + width) / side), right),
    bottom: within(Math.ceil((y + height) / side), bottom),
  };
  return range.left < range.right && range.top < range.bottom ? range : { left: 0, top: 0, right: 0, bottom: 0 };
}

/** From the middle outwards: what is looked at comes first. */
export function listTiles(level: number, { left, top, right, bottom }: TileRange): TileAddress[] {
  const [middleX, middleY] = [(left + right - 1) / 2, (top + bottom - 1) / 2];
  const tiles: TileAddress[] = [];
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) tiles.push({ level, x, y });
  const distance = ({ x, y }: TileAddress): number => (x - middleX) ** 2 + (y - middleY) ** 2;
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** The tile of a coarser level that shows the same place. */
export const coarserTile = ({ level, x, y }: TileAddress, levels: number): TileAddress => ({
  level: level + levels,
  x: x >> levels,
  y: y >> levels,
});
