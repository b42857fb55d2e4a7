import type { ImagePoint } from './points.ts';

/** A way from one point to another. */
export interface Measure {
  readonly lengthPx: number;
  /** From the horizontal, counter-clockwise as one sees it, above -180 up to 180: as ImageJ has it. */
  readonly degrees: number;
}

export function measure(from: ImagePoint, to: ImagePoint): Measure {
  const [right, up] = [to.x - from.x, from.y - to.y];
  const degrees = (Math.atan2(up, right) * 180) / Math.PI;
  // Zero has two signs, and half a turn two.
  return { lengthPx: Math.hypot(right, up), degrees: degrees === -180 ? 180 : degrees + 0 };
}
