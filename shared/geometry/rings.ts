import type { Box } from './boxes.ts';
import { imagePoint } from './points.ts';
import type { ImagePoint } from './points.ts';
import type { Size } from './viewTransform.ts';

/** `[x0, y0, x1, y1, ...]`, closed by itself: the last point is joined with the first. */
export type Ring = readonly number[];

/** The corner points of a ring, in order. */
export function* ringPoints(ring: Ring): Generator<readonly [x: number, y: number]> {
  for (let at = 0; at + 1 < ring.length; at += 2) yield [ring[at] as number, ring[at + 1] as number];
}

/** The edges of a ring, as `[x0, y0, x1, y1]`, the closing one last. */
export function* ringEdges(ring: Ring): Generator<readonly [number, number, number, number]> {
  for (let at = 0; at + 1 < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    yield [ring[at] as number, ring[at + 1] as number, ring[next] as number, ring[next + 1] as number];
  }
}

/** The pieces of an open line `[x0, y0, x1, y1, ...]`. */
export function* lineSegments(points: readonly number[]): Generator<readonly [number, number, number, number]> {
  for (let at = 0; at + 3 < points.length; at += 2)
    yield [points[at] as number, points[at + 1] as number, points[at + 2] as number, points[at + 3] as number];
}

/** Positive when the ring runs clockwise on the screen (y down). The shoelace formula. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  for (const [x0, y0, x1, y1] of ringEdges(ring)) twice += x0 * y1 - x1 * y0;
  return twice / 2;
}

/** The smallest box around points `[x0, y0, ...]`; nothing around nothing. */
export function pointsBounds(points: readonly number[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ringPoints(points)) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left > right ? [0, 0, 0, 0] : [left, top, right - left, bottom - top];
}

export function boundsMiddle(points: readonly number[]): ImagePoint {
  const [x, y, width, height] = pointsBounds(points);
  return imagePoint(x + width / 2, y + height / 2);
}

/** Points `[x0, y0, ...]` turned about one by clockwise radians. */
export function turnPoints(points: readonly number[], about: ImagePoint, angle: number): number[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [...ringPoints(points)].flatMap(([x, y]) => {
    const [dx, dy] = [x - about.x, y - about.y];
    return [about.x + dx * cos - dy * sin, about.y + dx * sin + dy * cos];
  });
}

/** Whether all points `[x0, y0, ...]` lie in the image. */
export function areInside(points: readonly number[], { width, height }: Size): boolean {
  return points.every((value, at) => value >= 0 && value <= (at % 2 === 0 ? width : height));
}

/** Whether an odd number of rings goes around a point (the even-odd rule). */
export function isInside(rings: readonly Ring[], { x, y }: ImagePoint): boolean {
  let inside = false;
  for (const ring of rings) {
    for (const [x0, y0, x1, y1] of ringEdges(ring)) {
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside;
    }
  }
  return inside;
}

/** How far a point is from the segment from `(x0, y0)` to `(x1, y1)`. */
export function segmentDistance(
  { x, y }: ImagePoint,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
