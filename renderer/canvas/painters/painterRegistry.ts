import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import { traceLine } from './painter.ts';
import type { Trace } from './painter.ts';

/** How each kind of shape is drawn. A new shape is one line here. */
const traces: { readonly [Kind in ShapeKind]: Trace<Extract<Shape, { kind: Kind }>> } = {
  box(path, { box: [x, y, width, height] }, view) {
    const at = toScreen(view, imagePoint(x, y));
    path.rect(at.x, at.y, width * view.scale, height * view.scale);
  },
  polygon(path, { rings }, view) {
    for (const ring of rings) {
      traceLine(path, ring, view);
      path.closePath();
    }
  },
  whole: () => undefined,
};

/** Adds a shape's outline to a path, in CSS pixels of the canvas. */
export function traceShape(path: CanvasPath, shape: Shape, view: ViewTransform): void {
  (traces[shape.kind] as Trace<Shape>)(path, shape, view);
}
