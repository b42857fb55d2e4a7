import { imagePoint } from '#shared/geometry/points.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';

/** Adds the outline of a shape to a path, in CSS pixels of the canvas. */
export type Trace<Shape> = (path: CanvasPath, shape: Shape, view: ViewTransform) => void;

/** A line through `[x0, y0, x1, y1, ...]`, in image pixels. */
export function traceLine(path: CanvasPath, points: readonly number[], view: ViewTransform): void {
  for (let at = 0; at + 1 < points.length; at += 2) {
    const { x, y } = toScreen(view, imagePoint(points[at] as number, points[at + 1] as number));
    if (at === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
}
