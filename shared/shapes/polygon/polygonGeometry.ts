import { clampPoint, stopAtBorder } from '../../geometry/border.ts';
import { containsPoint } from '../../geometry/boxes.ts';
import { imagePoint } from '../../geometry/points.ts';
import {
  areInside,
  boundsMiddle,
  isInside,
  pointsBounds,
  turnPoints,
  ringEdges,
  ringPoints,
  segmentDistance,
  signedArea,
} from '../../geometry/rings.ts';
import type { Ring } from '../../geometry/rings.ts';
import type { ShapeGeometry, ShapeHandle } from '../shapeGeometry.ts';
import type { PolygonShape } from './polygon.ts';

const smallestRing = 3;

/** `vertex 0 3`: the fourth point of the first ring; `edge 0 3`: the edge that begins there. */
function parse(handleId: string): { readonly kind: string; readonly ring: number; readonly at: number } {
  const [kind = '', ring, at] = handleId.split(' ');
  return { kind, ring: Number(ring), at: Number(at) };
}

function withRing({ kind, rings }: PolygonShape, index: number, ring: Ring): PolygonShape {
  return { kind, rings: rings.map((one, at) => (at === index ? ring : one)) };
}

function ringHandles(ring: Ring, index: number): ShapeHandle[] {
  const vertices = [...ringPoints(ring)].map(([x, y], at): ShapeHandle => ({
    ...{ id: `vertex ${index} ${at}`, point: imagePoint(x, y) },
    ...{ kind: 'vertex', cursor: 'move' },
  }));
  const edges = [...ringEdges(ring)].map(([x0, y0, x1, y1], at): ShapeHandle => ({
    ...{ id: `edge ${index} ${at}`, point: imagePoint((x0 + x1) / 2, (y0 + y1) / 2) },
    ...{ kind: 'edge', cursor: 'copy' },
  }));
  return [...vertices, ...edges];
}

export const polygonGeometry: ShapeGeometry<PolygonShape> = {
  bounds: ({ rings }) => pointsBounds(rings[0] ?? []),
  area: ({ rings }) => rings.reduce((sum, ring, at) => sum + (at === 0 ? 1 : -1) * Math.abs(signedArea(ring)), 0),
  outline: ({ rings }) => [rings],
  contains({ rings }, point, reachPx) {
    if (!containsPoint(pointsBounds(rings[0] ?? []), point, reachPx)) return false;
    if (isInside(rings, point)) return true;
    return rings.some((ring) => [...ringEdges(ring)].some((edge) => segmentDistance(point, edge) <= reachPx));
  },
  move(shape, dx, dy, image) {
    const [x, y, width, height] = pointsBounds(shape.rings[0] ?? []);
    const [right, down] = [stopAtBorder(dx, x, width, image.width), stopAtBorder(dy, y, height, image.height)];
    return {
      kind: shape.kind,
      rings: shape.rings.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? right : down))),
    };
  },
  rotate(shape, angle, image) {
    const middle = boundsMiddle(shape.rings[0] ?? []);
    const rings = shape.rings.map((ring) => turnPoints(ring, middle, angle));
    return areInside(rings[0] ?? [], image) ? { kind: shape.kind, rings } : null;
  },
  handles: ({ rings }) => rings.flatMap(ringHandles),
  pull(shape, handleId, to, image) {
    const { kind, ring: index, at } = parse(handleId);
    const ring = shape.rings[index];
    if (!ring) return shape;
    const { x, y } = clampPoint(to, image);
    return withRing(
      shape,
      index,
      kind === 'edge' ? ring.toSpliced(2 * at + 2, 0, x, y) : ring.toSpliced(2 * at, 2, x, y),
    );
  },
  dropVertex(shape, handleId) {
    const { kind, ring: index, at } = parse(handleId);
    const ring = shape.rings[index];
    if (kind !== 'vertex' || !ring) return null;
    if (ring.length / 2 > smallestRing) return withRing(shape, index, ring.toSpliced(2 * at, 2));
    // A hole that would be no area any more goes as a whole; an outline can't.
    return index === 0 ? null : { kind: shape.kind, rings: shape.rings.toSpliced(index, 1) };
  },
};
