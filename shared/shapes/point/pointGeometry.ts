import { clampPoint } from '../../geometry/border.ts';
import { imagePoint } from '../../geometry/points.ts';
import type { ImagePoint } from '../../geometry/points.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { ShapeGeometry } from '../shapeGeometry.ts';
import type { PointShape } from './point.ts';

/** A point is harder to hit than a line is: twice as far still counts. */
const reachFactor = 2;

export function pointAt(place: ImagePoint, image: Size): PointShape {
  const { x, y } = clampPoint(place, image);
  return { kind: 'point', point: [x, y] };
}

export const pointGeometry: ShapeGeometry<PointShape> = {
  bounds: ({ point: [x, y] }) => [x, y, 0, 0],
  area: () => 0,
  outline: () => [],
  contains: ({ point: [x, y] }, point, reachPx) => Math.hypot(point.x - x, point.y - y) <= reachFactor * reachPx,
  move: ({ point: [x, y] }, dx, dy, image) => pointAt(imagePoint(x + dx, y + dy), image),
  handles: ({ point: [x, y] }) => [{ id: 'vertex', point: imagePoint(x, y), kind: 'vertex', cursor: 'move' }],
  pull: (_shape, _handle, to, image) => pointAt(to, image),
  rotate: () => null,
  dropVertex: () => null,
};
