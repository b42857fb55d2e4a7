import { createOrientedGeometry } from '../orientedGeometry.ts';
import type { EllipseShape } from './ellipse.ts';

export const ellipseGeometry = createOrientedGeometry<EllipseShape>({
  bounds({ centre: [cx, cy], size: [width, height], angle }) {
    // The extremes of a turned ellipse: the projections of both half axes, squared and added.
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const halfX = Math.hypot((width / 2) * cos, (height / 2) * sin);
    const halfY = Math.hypot((width / 2) * sin, (height / 2) * cos);
    return [cx - halfX, cy - halfY, 2 * halfX, 2 * halfY];
  },
  area: ({ size: [width, height] }) => (Math.PI * width * height) / 4,
  holds({ size: [width, height] }, x, y, reachPx) {
    const [a, b] = [width / 2 + reachPx, height / 2 + reachPx];
    return a > 0 && b > 0 && (x / a) ** 2 + (y / b) ** 2 <= 1;
  },
});
