import { ringsToRuns, runSpans } from '../../geometry/runs.ts';
import type { Runs } from '../../geometry/runs.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import { maskRuns } from '../../shapes/mask/maskGeometry.ts';
import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';

/** The pixels whose centres a shape covers; null for a mask of an image of another size. */
export function coveredRuns(shape: Shape, image: Size): Runs | null {
  if (shape.kind !== 'mask') return ringsToRuns(geometryOf(shape).outline(shape).flat(), image);
  return shape.size[0] === image.height && shape.size[1] === image.width ? maskRuns(shape) : null;
}

/**
 * What each pixel of an image is, row by row: 0, or the number of the last shape that covers its centre.
 * @param highest of all numbers: up to 255 the map has 8 bits, else 16
 */
export function paintLabelMap(
  painted: readonly { readonly shape: Shape; readonly number: number }[],
  image: Size,
  highest: number,
): Uint8Array | Uint16Array {
  const length = image.width * image.height;
  const map = highest <= 255 ? new Uint8Array(length) : new Uint16Array(length);
  for (const { shape, number } of painted) {
    for (const [x, y0, y1] of runSpans(coveredRuns(shape, image) ?? [], image.height))
      for (let y = y0; y < y1; y += 1) map[y * image.width + x] = number;
  }
  return map;
}
