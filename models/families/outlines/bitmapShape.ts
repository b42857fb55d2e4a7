import { simplifyRing } from '#shared/geometry/areas.ts';
import { bitmapBorders } from '#shared/geometry/contours.ts';
import type { Bitmap } from '#shared/geometry/contours.ts';
import { ringPoints, signedArea } from '#shared/geometry/rings.ts';
import type { Ring } from '#shared/geometry/rings.ts';
import { ringsToRuns, runsArea } from '#shared/geometry/runs.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { WorkGrid } from './workGrid.ts';

/** Smaller parts of an image are noise, unless its card says otherwise. */
const defaultMinArea = 0.0005;
/** A simplified outline is no farther from the pixels' edges, in image pixels; */
const smallestTolerancePx = 1;
/** nor than so much of a pixel of the grid, whose stairs are none of the model's, */
const tolerancePerStep = 0.75;
/** nor than so much of a cell of the model, which tells no more. */
const tolerancePerCell = 1 / 8;

export interface OutlineStyle {
  readonly as: 'polygon' | 'mask';
  /** In image pixels. */
  readonly tolerancePx: number;
  /** Pixels of the grid. */
  readonly leastCount: number;
}

/** How a card wants its outlines. @param cellPx the size of a model's cell in image pixels */
export function outlineStyleOf({ output }: ModelCard, grid: WorkGrid, cellPx: number): OutlineStyle {
  const step = Math.max(grid.stepX, grid.stepY);
  const tolerancePx =
    output.tolerancePx ??
    Math.max(smallestTolerancePx, tolerancePerStep * step * Number(step > 1), tolerancePerCell * cellPx);
  const leastCount = Math.max(1, (output.minArea ?? defaultMinArea) * grid.width * grid.height);
  return { as: output.as ?? 'polygon', tolerancePx, leastCount };
}

/** More digits of a corner would be stored and say nothing. */
const toHundredths = (value: number): number => Math.round(value * 100) / 100;

/**
 * Pixels of a grid as one shape of the image: a polygon along the border of the largest part, with its holes, simplified; or
 * a mask of them all. Holes that are smaller than a region may be are filled. Null: nothing of it is left.
 */
export function bitmapShape(
  bitmap: Bitmap,
  grid: WorkGrid,
  { as, tolerancePx, leastCount }: OutlineStyle,
): Shape | null {
  const borders = bitmapBorders(bitmap).filter((ring) => signedArea(ring) > 0 || signedArea(ring) <= -leastCount);
  const toImage = (ring: Ring): number[] => [...ringPoints(ring)].flatMap(([x, y]) => [x * grid.stepX, y * grid.stepY]);
  const { imageWidthPx: width, imageHeightPx: height } = grid.placement;
  if (as === 'mask') {
    const runs = ringsToRuns(borders.map(toImage), { width, height });
    return runsArea(runs) > 0 ? maskOf(runs, { width, height }) : null;
  }
  const [outline, ...holes] = borders.toSorted((a, b) => signedArea(b) - signedArea(a));
  if (!outline) return null;
  const rings = [outline, ...holes].map((ring) => simplifyRing(toImage(ring), tolerancePx).map(toHundredths));
  return { kind: 'polygon', rings };
}
