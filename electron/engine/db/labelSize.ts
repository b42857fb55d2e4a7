import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

export interface LabelSize {
  /** The shorter side of the smallest box around it; null for a shape without a place. */
  readonly shortPx: number | null;
  /** What it covers; null for a shape without a place. */
  readonly areaPx2: number | null;
}

export const noSize: LabelSize = { shortPx: null, areaPx2: null };

/** Sines may differ in their last digits from machine to machine, and what is stored is replayed and compared. */
const round = (value: number): number => Math.round(value * 1000) / 1000;

/** What labels are searched by, in pixels of the image. Depends on nothing but the shape: it is replayed. */
export function sizeOfLabel(shape: Shape): LabelSize {
  const geometry = geometryOf(shape);
  const bounds = geometry.bounds(shape);
  if (!bounds) return noSize;
  const [, , width, height] = bounds;
  return { shortPx: round(Math.min(width, height)), areaPx2: round(geometry.area(shape)) };
}
