import { containsPoint } from '../../geometry/boxes.ts';
import { imagePoint } from '../../geometry/points.ts';
import type { ImagePoint } from '../../geometry/points.ts';
import { isInside, pointsBounds, ringEdges, ringPoints, segmentDistance, signedArea } from '../../geometry/rings.ts';
import type { Ring } from '../../geometry/rings.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { ShapeGeometry, ShapeHandle } from '../shapeGeometry.ts';
import type { PolygonShape } from './polygon.ts';

const smallestRing = 3;

function cut({ x, y }: ImagePoint, { width, height }: Size): readonly [number, number] {
  return [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
}

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
  contains({ rings }, point, reachPx) {
    if (!containsPoint(pointsBounds(rings[0] ?? []), point, reachPx)) return false;
    if (isInside(rings, point)) return true;
    return rings.some((ring) => [...ringEdges(ring)].some((edge) => segmentDistance(point, edge) <= reachPx));
  },
  move(shape, dx, dy, image) {
    const [x, y, width, height] = pointsBounds(shape.rings[0] ?? []);
    // No farther than the border; one that reaches over it already isn't pushed back.
    const stop = (delta: number, low: number, size: number, full: number): number =>
      Math.max(Math.min(0, -low), Math.min(Math.max(0, full - low - size), delta));
    const [right, down] = [stop(dx, x, width, image.width), stop(dy, y, height, image.height)];
    return {
      kind: shape.kind,
      rings: shape.rings.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? right : down))),
    };
  },
  handles: ({ rings }) => rings.flatMap(ringHandles),
  pull(shape, handleId, to, image) {
    const { kind, ring: index, at } = parse(handleId);
    const ring = shape.rings[index];
    if (!ring) return shape;
    const [x, y] = cut(to, image);
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
