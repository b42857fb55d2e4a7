import { imagePoint, screenPoint } from './points.ts';
import type { ImagePoint, ScreenPoint } from './points.ts';

/** How the image lies on the screen: screen = image * scale + offset. `scale` is CSS pixels an image pixel. */
export interface ViewTransform {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const smallestScale = 0.01;
export const largestScale = 64;

export function toScreen({ scale, offsetX, offsetY }: ViewTransform, { x, y }: ImagePoint): ScreenPoint {
  return screenPoint(x * scale + offsetX, y * scale + offsetY);
}

export function toImage({ scale, offsetX, offsetY }: ViewTransform, { x, y }: ScreenPoint): ImagePoint {
  return imagePoint((x - offsetX) / scale, (y - offsetY) / scale);
}

/** The whole image in the middle of the canvas, with a margin, never larger than `largest` times. */
export function fitView(image: Size, canvas: Size, marginPx = 16, largest = 4): ViewTransform {
  const room = { width: Math.max(1, canvas.width - 2 * marginPx), height: Math.max(1, canvas.height - 2 * marginPx) };
  const scale = Math.min(largest, room.width / image.width, room.height / image.height);
  return centreView(image, canvas, scale);
}

export function centreView(image: Size, canvas: Size, scale: number): ViewTransform {
  return {
    scale,
    offsetX: (canvas.width - image.width * scale) / 2,
    offsetY: (canvas.height - image.height * scale) / 2,
  };
}

/** Zooms so that the image point under `anchor` stays under it. */
export function zoomAt(view: ViewTransform, anchor: ScreenPoint, factor: number): ViewTransform {
  const scale = Math.min(largestScale, Math.max(smallestScale, view.scale * factor));
  const ratio = scale / view.scale;
  return {
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
  [x, y, width, height]: readonly [number, number, number, number],
  canvas: Size,
  marginPx = 48,
): ViewTransform {
  const shift = (low: number, high: number, room: number): number => {
    if (high - low > room - 2 * marginPx) return room / 2 - (low + high) / 2;
    if (low < marginPx) return marginPx - low;
    return high > room - marginPx ? room - marginPx - high : 0;
  };
  const topLeft = toScreen(view, imagePoint(x, y));
  const bottomRight = toScreen(view, imagePoint(x + width, y + height));
  return pan(view, shift(topLeft.x, bottomRight.x, canvas.width), shift(topLeft.y, bottomRight.y, canvas.height));
}

/** A box (image pixels) in the middle of the canvas and as large as fits with a margin, never larger than `largest` times. */
export function zoomToBox(
  [x, y, width, height]: readonly [number, number, number, number],
  canvas: Size,
  largest = 16,
): ViewTransform {
  const room = 0.75;
  const scale = Math.min(largest, (room * canvas.width) / width, (room * canvas.height) / height);
  return {
    scale,
    offsetX: canvas.width / 2 - (x + width / 2) * scale,
    offsetY: canvas.height / 2 - (y + height / 2) * scale,
  };
}
