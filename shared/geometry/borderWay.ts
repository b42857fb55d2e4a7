import type { ImagePoint } from './points.ts';
import { ringPoints } from './rings.ts';
import type { Ring } from './rings.ts';

/** A point of an outline. */
export interface RingVertex {
  readonly ring: Ring;
  readonly at: number;
}

/** The nearest point of some outlines; null: none is so near. */
export function nearestVertex(rings: readonly Ring[], { x, y }: ImagePoint, reachPx: number): RingVertex | null {
  let best: RingVertex | null = null;
  let bestPx = reachPx;
  for (const ring of rings)
    for (const [at, [px, py]] of [...ringPoints(ring)].entries()) {
      const distance = Math.hypot(px - x, py - y);
      if (distance > bestPx || (distance === bestPx && best)) continue;
      [best, bestPx] = [{ ring, at }, distance];
    }
  return best;
}

/** Which point of an outline lies exactly there; -1: none. */
export function vertexAt(ring: Ring, { x, y }: ImagePoint): number {
  return [...ringPoints(ring)].findIndex(([px, py]) => px === x && py === y);
}

/** Along an outline from one of its points to another: `[x0, y0, ...]` without the first, the shorter way round or the other. */
export function wayAlong(ring: Ring, from: number, to: number, isOther: boolean): number[] {
  const points = [...ringPoints(ring)];
  const count = points.length;
  const walk = (step: 1 | -1): (readonly [number, number])[] => {
    const way: (readonly [number, number])[] = [];
    for (let at = from; at !== to;) {
      at = (at + step + count) % count;
      way.push(points[at] as readonly [number, number]);
    }
    return way;
  };
  const lengthOf = (way: readonly (readonly [number, number])[]): number =>
    way.reduce(
      ({ sum, last }, point) => ({ sum: sum + Math.hypot(point[0] - last[0], point[1] - last[1]), last: point }),
      { sum: 0, last: points[from] as readonly [number, number] },
    ).sum;
  const [ahead, back] = [walk(1), walk(-1)];
  const isAhead = lengthOf(ahead) <= lengthOf(back);
  return (isAhead !== isOther ? ahead : back).flat();
}
