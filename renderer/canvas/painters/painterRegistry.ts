import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { toScreenDirection } from '#shared/geometry/orientation.ts';
import { orientedCorners } from '#shared/geometry/oriented.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { toScreen, toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import { isLabeled } from '#shared/shapes/keypoints/keypointsGeometry.ts';
import { maskGeometry } from '#shared/shapes/mask/maskGeometry.ts';
import { traceLine } from './painter.ts';
import type { Trace } from './painter.ts';

/** As large at every zoom. */
const pointPx = 5;

function traceRings(path: CanvasPath, rings: readonly (readonly number[])[], view: ViewTransform): void {
  for (const ring of rings) {
    traceLine(path, ring, view);
    path.closePath();
  }
}

/** How each kind of shape is drawn. A new shape is one line here. */
const traces: { readonly [Kind in ShapeKind]: Trace<Extract<Shape, { kind: Kind }>> } = {
  box(path, { box }, view) {
    const { x, y, width, height } = toScreenRect(view, box);
    path.rect(x, y, width, height);
  },
  rotatedBox(path, shape, view) {
    traceLine(path, orientedCorners(shape), view);
    path.closePath();
  },
  ellipse(path, { centre: [x, y], size: [width, height], angle }, view) {
    const at = toScreen(view, imagePoint(x, y));
    const [across, down] = toScreenDirection(view.orientation, [Math.cos(angle), Math.sin(angle)]);
    const turned = Math.atan2(down, across);
    path.ellipse(at.x, at.y, (width / 2) * view.scale, (height / 2) * view.scale, turned, 0, 2 * Math.PI);
  },
  polyline: (path, { points }, view) => traceLine(path, points, view),
  point(path, { point: [x, y] }, view) {
    const at = toScreen(view, imagePoint(x, y));
    path.arc(at.x, at.y, pointPx, 0, 2 * Math.PI);
  },
  /** As dots; what joins them is known to who knows the class. */
  keypoints(path, { joints }, view) {
    for (const joint of joints.filter(isLabeled)) {
      const at = toScreen(view, imagePoint(joint.x, joint.y));
      path.moveTo(at.x + pointPx, at.y);
      path.arc(at.x, at.y, pointPx, 0, 2 * Math.PI);
    }
  },
  polygon: (path, { rings }, view) => traceRings(path, rings, view),
  mask(path, shape, view) {
    for (const rings of maskGeometry.outline(shape)) traceRings(path, rings, view);
  },
  whole: () => undefined,
};

/** Adds a shape's outline to a path, in CSS pixels of the canvas. */
export function traceShape(path: CanvasPath, shape: Shape, view: ViewTransform): void {
  (traces[shape.kind] as Trace<Shape>)(path, shape, view);
}
