import { clampPoint, stopAtBorder } from '../../geometry/border.ts';
import { imagePoint } from '../../geometry/points.ts';
import {
  areInside,
  boundsMiddle,
  lineSegments,
  pointsBounds,
  ringPoints,
  segmentDistance,
  turnPoints,
} from '../../geometry/rings.ts';
import type { ShapeGeometry, ShapeHandle } from '../shapeGeometry.ts';
import type { PolylineShape } from './polyline.ts';

const fewestPoints = 2;

export const polylineGeometry: ShapeGeometry<PolylineShape> = {
  bounds: ({ points }) => pointsBounds(points),
  // Nothing lies inside a line: it is meant before whatever it crosses.
  area: () => 0,
  outline: () => [],
  contains: ({ points }, point, reachPx) =>
    [...lineSegments(points)].some((segment) => segmentDistance(point, segment) <= reachPx),
  move(shape, dx, dy, image) {
    const [x, y, width, height] = pointsBounds(shape.points);
    const [right, below] = [stopAtBorder(dx, x, width, image.width), stopAtBorder(dy, y, height, image.height)];
    return { kind: shape.kind, points: shape.points.map((value, at) => value + (at % 2 === 0 ? right : below)) };
  },
  rotate({ kind, points }, angle, image) {
    const turned = turnPoints(points, boundsMiddle(points), angle);
    return areInside(turned, image) ? { kind, points: turned } : null;
  },
  handles({ points }) {
    const vertices = [...ringPoints(points)].map(([x, y], at): ShapeHandle => ({
      ...{ id: `vertex ${at}`, point: imagePoint(x, y) },
      ...{ kind: 'vertex', cursor: 'move' },
    }));
    const edges = [...lineSegments(points)].map(([x0, y0, x1, y1], at): ShapeHandle => ({
      ...{ id: `edge ${at}`, point: imagePoint((x0 + x1) / 2, (y0 + y1) / 2) },
      ...{ kind: 'edge', cursor: 'copy' },
    }));
    return [...vertices, ...edges];
  },
  pull(shape, handleId, to, image) {
    const [kind, text] = handleId.split(' ');
    const at = Number(text);
    const { x, y } = clampPoint(to, image);
    const points =
      kind === 'edge' ? shape.points.toSpliced(2 * at + 2, 0, x, y) : shape.points.toSpliced(2 * at, 2, x, y);
    return { kind: shape.kind, points };
  },
  dropVertex(shape, handleId) {
    const [kind, text] = handleId.split(' ');
    if (kind !== 'vertex' || shape.points.length / 2 <= fewestPoints) return null;
    return { kind: shape.kind, points: shape.points.toSpliced(2 * Number(text), 2) };
  },
};
