import { AppError } from '#shared/contract/errors.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { RunOptions } from '#shared/model/runOptions.ts';

/** `[x, y, width, height]` in whole pixels of the upright image. */
export type Crop = readonly [x: number, y: number, width: number, height: number];

/** One look at an image: a part of it, as it is or left for right. */
export interface View {
  readonly crop: Crop;
  readonly isMirrored: boolean;
}

export interface ViewPlan {
  readonly image: Size;
  /** What is looked at; null: nothing of it, because the region lies beside this image. */
  readonly region: Crop | null;
  /** The region as a whole, then its tiles row by row; each mirrored one follows its like. */
  readonly views: readonly View[];
}

export type ViewOptions = Pick<RunOptions, 'tile' | 'overlap' | 'flip' | 'region'>;

/** An image is cut for `auto` where one of its sides is more often as long as the input's: below, tiles find little more. */
const muchLarger = 2.5;
/** `auto` rather takes larger tiles than more of them. */
const autoTilesAtMost = 64;
/** More than these take hours for one image. */
const tilesAtMost = 10_000;

/** Where tiles begin along a side; the last ends with it. Source: SAHI's slices (Akyon et al. 2022, arXiv:2202.06934). */
export function tileStarts(length: number, tile: number, overlap: number): number[] {
  if (tile >= length) return [0];
  const step = Math.max(1, tile - Math.ceil(overlap * tile));
  const count = Math.ceil((length - tile) / step) + 1;
  return Array.from({ length: count }, (_, at) => Math.min(at * step, length - tile));
}

const countAlong = (length: number, tile: number, overlap: number): number =>
  tile >= length ? 1 : Math.ceil((length - tile) / Math.max(1, tile - Math.ceil(overlap * tile))) + 1;

/** The part of a region that lies in the image, in whole pixels that hold all of it. */
function cutRegion(region: RunOptions['region'], { width, height }: Size): Crop | null {
  if (!region) return [0, 0, width, height];
  const [x, y] = [Math.floor(region[0]), Math.floor(region[1])];
  const right = Math.min(width, Math.ceil(region[0] + region[2]));
  const bottom = Math.min(height, Math.ceil(region[1] + region[3]));
  return x < right && y < bottom ? [x, y, right - x, bottom - y] : null;
}

function tileSize(
  card: Pick<ModelCard, 'input' | 'task'>,
  options: ViewOptions,
  [, , width, height]: Crop,
): Size | null {
  const { tile, overlap } = options;
  // A class of the whole image isn't found in a part of it.
  if (tile === 'off' || card.task === 'classify') return null;
  if (tile !== 'auto') return { width: tile, height: tile };
  const { widthPx, heightPx } = card.input;
  if (Math.max(width / widthPx, height / heightPx) <= muchLarger) return null;
  let size = { width: widthPx, height: heightPx };
  const count = (): number => countAlong(width, size.width, overlap) * countAlong(height, size.height, overlap);
  for (let factor = 1.1; count() > autoTilesAtMost; factor *= 1.1)
    size = { width: Math.round(widthPx * factor), height: Math.round(heightPx * factor) };
  return size;
}

/**
 * Which parts of an image a model looks at.
 * @throws {AppError} run.tooManyTiles
 */
export function planViews(image: Size, card: Pick<ModelCard, 'input' | 'task'>, options: ViewOptions): ViewPlan {
  const region = cutRegion(options.region, image);
  if (!region) return { image, region, views: [] };
  const [left, top, width, height] = region;
  const crops: Crop[] = [region];
  const tile = tileSize(card, options, region);
  if (tile && (tile.width < width || tile.height < height)) {
    const count = countAlong(width, tile.width, options.overlap) * countAlong(height, tile.height, options.overlap);
    if (count > tilesAtMost) throw new AppError('run.tooManyTiles', { tiles: count, most: tilesAtMost });
    const size = [Math.min(tile.width, width), Math.min(tile.height, height)] as const;
    const columns = tileStarts(width, tile.width, options.overlap);
    for (const y of tileStarts(height, tile.height, options.overlap))
      for (const x of columns) crops.push([left + x, top + y, ...size]);
  }
  const ways = options.flip ? [false, true] : [false];
  return { image, region, views: crops.flatMap((crop) => ways.map((isMirrored) => ({ crop, isMirrored }))) };
}

/** Whether a crop is all of the image. */
export const isWhole = ([x, y, width, height]: Crop, image: Size): boolean =>
  x === 0 && y === 0 && width === image.width && height === image.height;
