import type { Region } from '#shared/model/embedding.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** So much of an object's width and height is added on each side: what lies around it helps to tell it. */
const margin = 0.1;

/**
 * What is cut out of an image for an object, in whole pixels within the image; null when it has no place, as a class of the
 * whole image, or lies outside.
 */
export function regionOf(shape: Shape, image: { readonly widthPx: number; readonly heightPx: number }): Region | null {
  const bounds = geometryOf(shape).bounds(shape);
  if (!bounds) return null;
  const [x, y, width, height] = bounds;
  const left = Math.max(0, Math.floor(x - width * margin));
  const top = Math.max(0, Math.floor(y - height * margin));
  const right = Math.min(image.widthPx, Math.ceil(x + width * (1 + margin)));
  const bottom = Math.min(image.heightPx, Math.ceil(y + height * (1 + margin)));
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}
