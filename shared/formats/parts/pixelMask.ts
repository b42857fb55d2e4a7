import { bitmapRuns, runsToBitmap } from '../../geometry/bitmaps.ts';
import type { Box } from '../../geometry/boxes.ts';
import { ringsToRuns, runsBounds } from '../../geometry/runs.ts';
import type { Runs } from '../../geometry/runs.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import { maskRuns } from '../../shapes/mask/maskGeometry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';

/**
 * The pixels of a mask, or of a polygon with holes (those whose centres it holds), for formats whose own polygons have
 * none; null for what isn't to be written as pixels.
 */
export function pixelRuns(shape: Shape, image: Size): Runs | null {
  if (shape.kind === 'mask') return maskRuns(shape);
  return shape.kind === 'polygon' && shape.rings.length > 1 ? ringsToRuns(shape.rings, image) : null;
}

/** The smallest box of whole pixels around them, and the runs of its rows; null when no pixel is set. */
export function tightRowRuns(
  runs: Runs,
  image: Size,
): { readonly box: Box; readonly rowRuns: readonly number[] } | null {
  const box = runsBounds(runs, image.height);
  return box && { box, rowRuns: bitmapRuns(runsToBitmap(runs, image.height, box)) };
}
