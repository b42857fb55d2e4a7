import type { ImagePoint } from '../../../geometry/points.ts';
import type { ShapeHandle } from '../../../shapes/shapeGeometry.ts';
import { geometryOf } from '../../../shapes/shapeRegistry.ts';
import type { Shape } from '../../../shapes/shapeRegistry.ts';

/** The handle of a shape under a point, or null: the nearest, and a vertex before the edge beside it. */
export function findHandle(shape: Shape, point: ImagePoint, reachPx: number): ShapeHandle | null {
  let best: ShapeHandle | null = null;
  let bestDistance = reachPx;
  for (const handle of geometryOf(shape).handles(shape)) {
    const distance = Math.max(Math.abs(handle.point.x - point.x), Math.abs(handle.point.y - point.y));
    if (distance < bestDistance || (distance === bestDistance && best === null)) {
      best = handle;
      bestDistance = distance;
    }
  }
  return best;
}
