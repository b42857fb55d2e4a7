import { toImageAxes } from '../../geometry/oriented.ts';
import { createOrientedGeometry } from '../orientedGeometry.ts';
import type { EllipseShape } from './ellipse.ts';

/** Polygons in its place are no farther from it, in pixels. */
const curveErrorPx = 0.1;
const fewestPoints = 24;

export const ellipseGeometry = createOrientedGeometry<EllipseShape>({
  bounds({ centre: [cx, cy], size: [width, height], angle }) {
    // The extremes of a turned ellipse: the projections of both half axes, squared and added.
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const halfX = Math.hypot((width / 2) * cos, (height / 2) * sin);
    const halfY = Math.hypot((width / 2) * sin, (height / 2) * cos);
    return [cx - halfX, cy - halfY, 2 * halfX, 2 * halfY];
  },
  area: ({ size: [width, height] }) => (Math.PI * width * height) / 4,
  ring(shape) {
    const [width, height] = shape.size;
    // A chord of a circle leaves it by r (1 - cos(half its angle)).
    const halfAngle = Math.acos(Math.max(0, 1 - curveErrorPx / Math.max(width / 2, height / 2, curveErrorPx)));
    const count = Math.max(fewestPoints, Math.ceil(Math.PI / halfAngle));
    return Array.from({ length: count }, (_, at) => {
      const turned = (2 * Math.PI * at) / count;
      return toImageAxes(shape, (width / 2) * Math.cos(turned), (height / 2) * Math.sin(turned));
    }).flatMap(({ x, y }) => [x, y]);
  },
  holds({ size: [width, height] }, x, y, reachPx) {
    const [a, b] = [width / 2 + reachPx, height / 2 + reachPx];
    return a > 0 && b > 0 && (x / a) ** 2 + (y / b) ** 2 <= 1;
  },
});
