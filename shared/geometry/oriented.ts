import type { Box } from './boxes.ts';
import { imagePoint } from './points.ts';
import type { ImagePoint } from './points.ts';

/** A rectangle that may be turned: what rotated boxes and ellipses have in common. */
export interface Oriented {
  /** Image pixels. */
  readonly centre: readonly [x: number, y: number];
  /** Along its own axes, before it is turned. */
  readonly size: readonly [width: number, height: number];
  /** Clockwise radians (y runs down). */
  readonly angle: number;
}

/** From the axes of the rectangle, origin at its centre, to the image. */
export function toImageAxes({ centre: [cx, cy], angle }: Oriented, x: number, y: number): ImagePoint {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return imagePoint(cx + x * cos - y * sin, cy + x * sin + y * cos);
}

/** From the image to the axes of the rectangle, origin at its centre. */
export function toOwnAxes(
  { centre: [cx, cy], angle }: Oriented,
  { x, y }: ImagePoint,
): readonly [x: number, y: number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [(x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin];
}

/** The corners in order around it, beginning at the top left before it was turned: `[x0, y0, ..., x3, y3]`. */
export function orientedCorners(oriented: Oriented): number[] {
  const [width, height] = oriented.size;
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].flatMap(([across = 0, down = 0]) => {
    const { x, y } = toImageAxes(oriented, (across * width) / 2, (down * height) / 2);
    return [x, y];
  });
}

/** In -pi..pi, so that equal turns have equal numbers. */
export function normalAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = ((((angle + Math.PI) % turn) + turn) % turn) - Math.PI;
  return rest === -Math.PI ? Math.PI : rest;
}

/** The rectangle with the edge from `a` to `b` that reaches to `c` on its other side. */
export function orientedFrom(a: ImagePoint, b: ImagePoint, c: ImagePoint): Oriented {
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  const width = Math.hypot(b.x - a.x, b.y - a.y);
  // How far c lies from the edge, to its right when looking along it.
  const depth = (c.y - a.y) * Math.cos(angle) - (c.x - a.x) * Math.sin(angle);
  const middle = { centre: [(a.x + b.x) / 2, (a.y + b.y) / 2], size: [width, Math.abs(depth)], angle } as const;
  const { x, y } = toImageAxes(middle, 0, depth / 2);
  return { ...middle, centre: [x, y] };
}

/** Not turned: the same place as a box. */
export function orientedOfBox([x, y, width, height]: Box): Oriented {
  return { centre: [x + width / 2, y + height / 2], size: [width, height], angle: 0 };
}
