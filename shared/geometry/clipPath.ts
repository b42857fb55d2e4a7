import type { Box } from './boxes.ts';
import { lineSegments, ringEdges } from './rings.ts';
import type { Ring } from './rings.ts';

type Edge = readonly [number, number, number, number];

/** The sides of a box: which coordinate counts, where it ends, and whether what is larger lies outside. */
const sidesOf = ([x, y, width, height]: Box): readonly (readonly [axis: 0 | 1, limit: number, isHigh: boolean])[] => [
  [0, x, false],
  [0, x + width, true],
  [1, y, false],
  [1, y + height, true],
];

/**
 * The part of a ring that lies in a box (Sutherland and Hodgman 1974). It stays one ring: what falls into pieces is joined along the
 * box's border, by edges that enclose nothing, so that its area, and what is inside by the even-odd rule, are exact.
 * @returns nothing when nothing is left
 */
export function clipRing(ring: Ring, box: Box): number[] {
  let points = [...ring];
  for (const [axis, limit, isHigh] of sidesOf(box)) {
    const isIn = (value: number): boolean => (isHigh ? value <= limit : value >= limit);
    const kept: number[] = [];
    for (const edge of ringEdges(points)) {
      const [from, to] = [edge[axis], edge[axis + 2] as number];
      if (isIn(from)) kept.push(edge[0], edge[1]);
      if (isIn(from) !== isIn(to)) kept.push(...crossing(edge, axis, limit));
    }
    points = kept;
  }
  return points;
}

/** Where an edge meets a side: exactly on it. */
function crossing([x0, y0, x1, y1]: Edge, axis: 0 | 1, limit: number): [number, number] {
  return axis === 0
    ? [limit, y0 + ((limit - x0) * (y1 - y0)) / (x1 - x0)]
    : [x0 + ((limit - y0) * (x1 - x0)) / (y1 - y0), limit];
}

/** The stretch of a segment that lies in a box, as parts 0..1 of its way (Liang and Barsky 1984). */
function insideOf([x0, y0, x1, y1]: Edge, box: Box): readonly [number, number] | null {
  let [low, high] = [0, 1];
  for (const [axis, limit, isHigh] of sidesOf(box)) {
    const [from, by] = axis === 0 ? [x0, x1 - x0] : [y0, y1 - y0];
    const isOut = isHigh ? from > limit : from < limit;
    if (by === 0 && isOut) return null;
    if (by === 0) continue;
    const at = (limit - from) / by;
    if (by > 0 === isHigh) high = Math.min(high, at);
    else low = Math.max(low, at);
  }
  return low < high ? [low, high] : null;
}

/** Not beyond its border by a last digit either. */
const within = ([left, top, width, height]: Box, x: number, y: number): [number, number] => [
  Math.min(left + width, Math.max(left, x)),
  Math.min(top + height, Math.max(top, y)),
];

/** The pieces of an open line `[x0, y0, ...]` that lie in a box, in its order. */
export function clipLine(points: readonly number[], box: Box): number[][] {
  const pieces: number[][] = [];
  let isOpen = false;
  for (const segment of lineSegments(points)) {
    const [x0, y0, x1, y1] = segment;
    const inside = insideOf(segment, box);
    const at = (part: number): [number, number] => within(box, x0 + part * (x1 - x0), y0 + part * (y1 - y0));
    if (!inside) {
      isOpen = false;
      continue;
    }
    const [low, high] = inside;
    if (isOpen && low === 0) pieces.at(-1)?.push(...at(high));
    else pieces.push([...at(low), ...at(high)]);
    isOpen = high === 1;
  }
  return pieces;
}

export function lineLength(points: readonly number[]): number {
  let sum = 0;
  for (const [x0, y0, x1, y1] of lineSegments(points)) sum += Math.hypot(x1 - x0, y1 - y0);
  return sum;
}
