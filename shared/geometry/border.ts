import { imagePoint } from './points.ts';
import type { ImagePoint } from './points.ts';
import type { Size } from './viewTransform.ts';

/** The nearest point that lies in the image. */
export function clampPoint({ x, y }: ImagePoint, { width, height }: Size): ImagePoint {
  return imagePoint(Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y)));
}

/** How far something of this extent may go before it meets the border; what reaches over it already isn't pushed back. */
export function stopAtBorder(delta: number, low: number, extent: number, full: number): number {
  return Math.max(Math.min(0, -low), Math.min(Math.max(0, full - low - extent), delta));
}
