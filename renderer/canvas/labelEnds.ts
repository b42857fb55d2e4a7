import { imagePoint } from '#shared/geometry/points.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import { ringPoints } from '#shared/geometry/rings.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { LabelEnds } from './labelPlace.ts';

/** Shapes never change, and their labels are placed in every frame. */
const known = new WeakMap<Shape, readonly ImagePoint[]>();

/** The points of an outline that are farthest each way: whichever way the view is turned, one of them is highest. */
function farthestPoints(shape: Shape): readonly ImagePoint[] {
  const before = known.get(shape);
  if (before) return before;
  let [left, right, top, bottom]: (readonly [number, number] | undefined)[] = [];
  for (const [outline = []] of geometryOf(shape).outline(shape))
    for (const point of ringPoints(outline)) {
      const [x, y] = point;
      if (!left || x < left[0]) left = point;
      if (!right || x > right[0]) right = point;
      if (!top || y < top[1]) top = point;
      if (!bottom || y > bottom[1]) bottom = point;
    }
  const points = [left, right, top, bottom].flatMap((point) => (point ? [imagePoint(...point)] : []));
  known.set(shape, points);
  return points;
}

/**
 * A label begins where an outline is highest and where it is lowest: at a corner of the box around it, it would float beside.
 * Undefined: at the corner, as of a box.
 */
export function labelEnds(view: ViewTransform, shape: Shape): LabelEnds | undefined {
  if (shape.kind === 'box') return undefined;
  const [first, ...others] = farthestPoints(shape).map((point) => toScreen(view, point));
  // Lines and keypoints have no outline.
  if (!first) return undefined;
  const highest = others.reduce((best, point) => (point.y < best.y ? point : best), first);
  const lowest = others.reduce((best, point) => (point.y > best.y ? point : best), first);
  return { above: highest.x - 1, below: lowest.x - 1 };
}
