import type { Box } from './boxes.ts';
import { imagePoint } from './points.ts';
import type { ImagePoint } from './points.ts';
import type { Size } from './viewTransform.ts';

/** Where a part of the photo lies, and how many pixels stand for it. */
export interface PartFrame extends Size {
  /** Image pixels. */
  readonly box: Box;
}

/** Pixels of a part of the photo, scaled down where it is large. */
export interface PhotoPart extends PartFrame {
  /** RGBA, row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Enough for what an eye sees on a screen, and little enough to go through while a hand moves. */
const mostPixels = 500_000;

/** A stretch of at least `length` about the middle of another one, between 0 and `end`; all are whole numbers. */
function widen(low: number, high: number, length: number, end: number): readonly [low: number, high: number] {
  const grown = Math.min(end, Math.max(high - low, length));
  const start = Math.min(end - grown, Math.max(0, Math.floor((low + high - grown) / 2)));
  return [start, start + grown];
}

/**
 * The visible part of the photo and, unless `isTight`, as much around it as can be had at full size; null: nothing of the photo is
 * visible.
 */
export function framePart([x, y, width, height]: Box, image: Size, isTight = false): PartFrame | null {
  const [x0, x1] = [Math.max(0, Math.floor(x)), Math.min(image.width, Math.ceil(x + width))];
  const [y0, y1] = [Math.max(0, Math.floor(y)), Math.min(image.height, Math.ceil(y + height))];
  if (x1 <= x0 || y1 <= y0) return null;
  const growth = isTight ? 1 : Math.max(1, Math.sqrt(mostPixels / ((x1 - x0) * (y1 - y0))));
  const [left, right] = widen(x0, x1, Math.floor((x1 - x0) * growth), image.width);
  const [top, bottom] = widen(y0, y1, Math.floor((y1 - y0) * growth), image.height);
  const ratio = Math.min(1, Math.sqrt(mostPixels / ((right - left) * (bottom - top))));
  return {
    box: [left, top, right - left, bottom - top],
    width: Math.max(1, Math.round((right - left) * ratio)),
    height: Math.max(1, Math.round((bottom - top) * ratio)),
  };
}

/** How many image pixels wide a pixel of the part is. */
export const partScale = ({ box, width }: PartFrame): number => box[2] / width;

/** From the part's pixels to the image's. */
export const fromPart = ({ box, width, height }: PartFrame, x: number, y: number): ImagePoint =>
  imagePoint(box[0] + (x * box[2]) / width, box[1] + (y * box[3]) / height);

/** Which pixel of the part an image point lies in; -1: in none. */
export function partIndex({ box, width, height }: PartFrame, point: ImagePoint): number {
  const x = Math.floor(((point.x - box[0]) * width) / box[2]);
  const y = Math.floor(((point.y - box[1]) * height) / box[3]);
  return x >= 0 && y >= 0 && x < width && y < height ? y * width + x : -1;
}
