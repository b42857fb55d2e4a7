import { nearestVertex, vertexAt, wayAlong } from '../../../geometry/borderWay.ts';
import type { ImagePoint } from '../../../geometry/points.ts';
import type { ToolPort } from '../../tool.ts';

/** A border pulls from farther away than a point of one's own. */
const pull = 2;

/**
 * From the last point to the point of a neighbour's outline nearest to the pointer: along that outline when the last point is one
 * of its own, else straight. `[x0, y0, ...]`, exactly the neighbour's points, so that they are shared; null: none is near.
 */
export function followBorder(
  port: Pick<ToolPort, 'neighbours' | 'reachPx'>,
  last: ImagePoint | null,
  pointer: ImagePoint,
  isOther: boolean,
): readonly number[] | null {
  const reach = pull * port.reachPx();
  const near = port.neighbours([pointer.x - reach, pointer.y - reach, 2 * reach, 2 * reach]);
  const rings = near.flatMap(({ shape }) => (shape.kind === 'polygon' ? shape.rings : []));
  const vertex = nearestVertex(rings, pointer, reach);
  if (!vertex) return null;
  const { ring, at } = vertex;
  const from = last ? vertexAt(ring, last) : -1;
  if (from === at) return null;
  return from < 0 ? ring.slice(2 * at, 2 * at + 2) : wayAlong(ring, from, at, isOther);
}
