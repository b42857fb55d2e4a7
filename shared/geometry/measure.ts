import { imagePoint } from './points.ts';
import type { ImagePoint } from './points.ts';

/** A way from one point to another. */
export interface Measure {
  readonly lengthPx: number;
  /** From the horizontal, clockwise as one sees it, as all angles of the program, above -180 up to 180. */
  readonly degrees: number;
}

/** Millimetres from one pixel to the next. */
export interface PixelSpacing {
  readonly xMm: number;
  readonly yMm: number;
}

/** The same way in the body, where pixels may be longer than they are wide. */
export function measureMm(
  from: ImagePoint,
  to: ImagePoint,
  { xMm, yMm }: PixelSpacing,
): { lengthMm: number; degrees: number } {
  const scaled = measure(imagePoint(from.x * xMm, from.y * yMm), imagePoint(to.x * xMm, to.y * yMm));
  return { lengthMm: scaled.lengthPx, degrees: scaled.degrees };
}

export function measure(from: ImagePoint, to: ImagePoint): Measure {
  const [right, down] = [to.x - from.x, to.y - from.y];
  const degrees = (Math.atan2(down, right) * 180) / Math.PI;
  // Zero has two signs, and half a turn two.
  return { lengthPx: Math.hypot(right, down), degrees: degrees === -180 ? 180 : degrees + 0 };
}
