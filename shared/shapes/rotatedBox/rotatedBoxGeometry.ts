import { orientedCorners } from '../../geometry/oriented.ts';
import { pointsBounds } from '../../geometry/rings.ts';
import { createOrientedGeometry } from '../orientedGeometry.ts';
import type { RotatedBoxShape } from './rotatedBox.ts';

export const rotatedBoxGeometry = createOrientedGeometry<RotatedBoxShape>({
  bounds: (shape) => pointsBounds(orientedCorners(shape)),
  area: ({ size: [width, height] }) => width * height,
  ring: orientedCorners,
  holds: ({ size: [width, height] }, x, y, reachPx) =>
    Math.abs(x) <= width / 2 + reachPx && Math.abs(y) <= height / 2 + reachPx,
});
