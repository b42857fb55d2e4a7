import { isEqualOrientation, isSideways, toImageDirection, toScreenDirection, upright } from './orientation.ts';
import type { Orientation } from './orientation.ts';
import { imagePoint, screenPoint } from './points.ts';
import type { ImagePoint, ScreenPoint } from './points.ts';

/**
 * How the image lies on the screen: screen = turned image * scale + offset. `scale` is CSS pixels an image pixel. The image is
 * turned and flipped about its top left corner, so the offset is where that corner lies.
 */
export interface ViewTransform {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
  readonly orientation: Orientation;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const smallestScale = 0.01;
export const largestScale = 64;

export function toScreen({ scale, offsetX, offsetY, orientation }: ViewTransform, { x, y }: ImagePoint): ScreenPoint {
  const { xx, xy, yx, yy } = orientation;
  return screenPoint((xx * x + xy * y) * scale + offsetX, (yx * x + yy * y) * scale + offsetY);
}

export function toImage({ scale, offsetX, offsetY, orientation }: ViewTransform, { x, y }: ScreenPoint): ImagePoint {
  const [across, down] = toImageDirection(orientation, [(x - offsetX) / scale, (y - offsetY) / scale]);
  return imagePoint(across, down);
}

/** The same view, counted in pixels that are smaller or larger. */
export const scaleView = ({ scale, offsetX, offsetY, orientation }: ViewTransform, by: number): ViewTransform => ({
  scale: scale * by,
  offsetX: offsetX * by,
  offsetY: offsetY * by,
  orientation,
});

/** CSS pixels of the canvas. */
export interface ScreenRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a box (image pixels) lies on the screen. */
export function toScreenRect(
  view: ViewTransform,
  [x, y, width, height]: readonly [number, number, number, number],
): ScreenRect {
  const [a, b] = [toScreen(view, imagePoint(x, y)), toScreen(view, imagePoint(x + width, y + height))];
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y) };
}

/** The part of the image plane that a canvas shows, in image pixels. */
export function visibleBox(view: ViewTransform, { width, height }: Size): readonly [number, number, number, number] {
  const [a, b] = [toImage(view, screenPoint(0, 0)), toImage(view, screenPoint(width, height))];
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
}

/** `[a, b, c, d, e, f]` as canvases and style sheets have it: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** For `setTransform` and `transform` of a canvas: what is then drawn in image pixels lies as the view has it. */
export function toMatrix({ scale, offsetX, offsetY, orientation: { xx, xy, yx, yy } }: ViewTransform): Matrix {
  return [xx * scale, yx * scale, xy * scale, yy * scale, offsetX, offsetY];
}

/** What lay on the screen under one view and lies there under another: the matrix from the one place to the other. */
export function matrixBetween(from: ViewTransform, to: ViewTransform): Matrix {
  const ratio = to.scale / from.scale;
  const turned = (x: number, y: number): readonly [number, number] => {
    const [across, down] = toScreenDirection(to.orientation, toImageDirection(from.orientation, [x, y]));
    return [ratio * across, ratio * down];
  };
  const [right, below, corner] = [turned(1, 0), turned(0, 1), turned(from.offsetX, from.offsetY)];
  return [...right, ...below, to.offsetX - corner[0], to.offsetY - corner[1]];
}

/** Where a rectangle lies after a matrix that turns by right angles only. */
export function moveRect([a, b, c, d, e, f]: Matrix, { x, y, width, height }: ScreenRect): ScreenRect {
  const [left, right] = [a * x + c * y + e, a * (x + width) + c * (y + height) + e];
  const [top, bottom] = [b * x + d * y + f, b * (x + width) + d * (y + height) + f];
  return {
    x: Math.min(left, right),
    y: Math.min(top, bottom),
    width: Math.abs(right - left),
    height: Math.abs(bottom - top),
  };
}

export const isEqualView = (a: ViewTransform, b: ViewTransform): boolean =>
  a.scale === b.scale &&
  a.offsetX === b.offsetX &&
  a.offsetY === b.offsetY &&
  isEqualOrientation(a.orientation, b.orientation);

/** The view in which an image point lies at a place of the screen. */
function viewAt(
  { x, y }: { readonly x: number; readonly y: number },
  place: { readonly x: number; readonly y: number },
  scale: number,
  orientation: Orientation,
): ViewTransform {
  const [across, down] = toScreenDirection(orientation, [x * scale, y * scale]);
  return { scale, offsetX: place.x - across, offsetY: place.y - down, orientation };
}

const middleOf = ({ width, height }: Size): { readonly x: number; readonly y: number } => ({
  x: width / 2,
  y: height / 2,
});

/** A size as it lies on the screen. */
const turnSize = ({ width, height }: Size, orientation: Orientation): Size =>
  isSideways(orientation) ? { width: height, height: width } : { width, height };

/** The whole image in the middle of the canvas, with a margin, never larger than four times. */
export function fitView(image: Size, canvas: Size, orientation: Orientation = upright): ViewTransform {
  const marginPx = 16;
  const largest = 4;
  const room = { width: Math.max(1, canvas.width - 2 * marginPx), height: Math.max(1, canvas.height - 2 * marginPx) };
  const { width, height } = turnSize(image, orientation);
  return centreView(image, canvas, Math.min(largest, room.width / width, room.height / height), orientation);
}

export function centreView(
  image: Size,
  canvas: Size,
  scale: number,
  orientation: Orientation = upright,
): ViewTransform {
  return viewAt(middleOf(image), middleOf(canvas), scale, orientation);
}

/** Turned and flipped otherwise; what is in the middle of the canvas stays there. */
export function turnView(view: ViewTransform, canvas: Size, orientation: Orientation): ViewTransform {
  const middle = middleOf(canvas);
  return viewAt(toImage(view, screenPoint(middle.x, middle.y)), middle, view.scale, orientation);
}

/** Zooms so that the image point under `anchor` stays under it. */
export function zoomAt(view: ViewTransform, anchor: ScreenPoint, factor: number): ViewTransform {
  const scale = Math.min(largestScale, Math.max(smallestScale, view.scale * factor));
  const ratio = scale / view.scale;
  return {
    ...view,
    scale,
    offsetX: anchor.x - (anchor.x - view.offsetX) * ratio,
    offsetY: anchor.y - (anchor.y - view.offsetY) * ratio,
  };
}

export function pan(view: ViewTransform, dx: number, dy: number): ViewTransform {
  return { ...view, offsetX: view.offsetX + dx, offsetY: view.offsetY + dy };
}

/** Moves the view by no more than needed to show a box (image pixels) with a margin; as it was when it is shown already. */
export function revealBox(
  view: ViewTransform,
  box: readonly [number, number, number, number],
  canvas: Size,
  marginPx = 48,
): ViewTransform {
  const shift = (low: number, high: number, room: number): number => {
    if (high - low > room - 2 * marginPx) return room / 2 - (low + high) / 2;
    if (low < marginPx) return marginPx - low;
    return high > room - marginPx ? room - marginPx - high : 0;
  };
  const { x: left, y: top, width: across, height: down } = toScreenRect(view, box);
  return pan(view, shift(left, left + across, canvas.width), shift(top, top + down, canvas.height));
}

/** A box (image pixels) in the middle of the canvas and as large as fits with a margin, never larger than `largest` times. */
export function zoomToBox(
  [x, y, width, height]: readonly [number, number, number, number],
  canvas: Size,
  orientation: Orientation = upright,
  largest = 16,
): ViewTransform {
  const room = 0.75;
  const turned = turnSize({ width, height }, orientation);
  const scale = Math.min(largest, (room * canvas.width) / turned.width, (room * canvas.height) / turned.height);
  return viewAt({ x: x + width / 2, y: y + height / 2 }, middleOf(canvas), scale, orientation);
}
