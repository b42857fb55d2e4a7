import type { Placement } from '../placement.ts';

/**
 * The pixels that outlines are found on: those of the image, or fewer and larger ones where it has more than a model could
 * tell apart, so that an image of any size takes the same memory.
 */
export interface WorkGrid {
  readonly width: number;
  readonly height: number;
  /** Image pixels of one of its pixels. */
  readonly stepX: number;
  readonly stepY: number;
  readonly placement: Placement;
}

/** Of the longer side: four times the input of most models. */
const longestSidePx = 2048;

export function workGridOf(placement: Placement): WorkGrid {
  const { imageWidthPx, imageHeightPx } = placement;
  const shrink = Math.min(1, longestSidePx / Math.max(imageWidthPx, imageHeightPx));
  const [width, height] = [imageWidthPx, imageHeightPx].map((size) => Math.max(1, Math.round(size * shrink))) as [
    number,
    number,
  ];
  return { width, height, stepX: imageWidthPx / width, stepY: imageHeightPx / height, placement };
}

/** Pixels of a grid: from `left`, `top` up to but without `right`, `bottom`. */
export interface GridWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const wholeWindow = ({ width, height }: WorkGrid): GridWindow => ({
  left: 0,
  top: 0,
  right: width,
  bottom: height,
});

/** The pixels whose centres lie in a box of image pixels. */
export function windowOf(
  { width, height, stepX, stepY }: WorkGrid,
  [x, y, boxWidth, boxHeight]: readonly [number, number, number, number],
): GridWindow {
  const pixel = (at: number, step: number, high: number): number =>
    Math.min(high, Math.max(0, Math.ceil(at / step - 0.5)));
  return {
    left: pixel(x, stepX, width),
    top: pixel(y, stepY, height),
    right: pixel(x + boxWidth, stepX, width),
    bottom: pixel(y + boxHeight, stepY, height),
  };
}
