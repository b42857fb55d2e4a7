import { findRegions } from '#shared/geometry/regions.ts';
import type { Region } from '#shared/geometry/regions.ts';
import type { Box } from '#shared/metrics/iou.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { bitmapShape, outlineStyleOf } from './bitmapShape.ts';
import type { CellField } from './cellField.ts';
import { sampleField } from './sampleField.ts';
import type { FieldPlace } from './sampleField.ts';
import { windowOf } from './workGrid.ts';
import type { WorkGrid } from './workGrid.ts';

/** Smaller holes in an object are noise: a share of it. */
const smallestHole = 0.01;

/**
 * One object within its box: as a mask all of it, as a polygon the part that is largest, because a polygon has one outline.
 * @param field label 1 is the object
 * @returns null when nothing of it is inside
 */
export function instanceShape(
  field: CellField,
  place: FieldPlace,
  box: Box,
  grid: WorkGrid,
  card: ModelCard,
): Shape | null {
  const { left, top, ...window } = windowOf(grid, box);
  const sampled = sampleField(field, place, grid, { left, top, ...window });
  let largest: Region | null = null;
  for (const region of findRegions(sampled, (label) => label === 1, 1))
    if (!largest || region.count > largest.count) largest = region;
  if (!largest) return null;
  const { scaleX, scaleY } = grid.placement;
  const wanted = outlineStyleOf(card, grid, Math.max(place.cellWidth / scaleX, place.cellHeight / scaleY));
  const style = { ...wanted, leastCount: Math.max(1, smallestHole * largest.count) };
  const { width, height, labels } = sampled;
  const part = { width, height, left: 0, top: 0, pixels: Uint8Array.from(labels) };
  const bitmap = style.as === 'mask' ? part : largest.bitmap;
  return bitmapShape({ ...bitmap, left: bitmap.left + left, top: bitmap.top + top }, grid, style);
}
