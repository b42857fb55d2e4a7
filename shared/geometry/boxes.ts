import type { ImagePoint } from './points.ts';
import type { Size } from './viewTransform.ts';

/** `[x, y, width, height]` in image pixels. */
export type Box = readonly [number, number, number, number];

export const handles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof handles)[number];

const clamp = (value: number, high: number): number => Math.min(high, Math.max(0, value));

/** The box between two corners, cut at the image's border. */
export function boxBetween(a: ImagePoint, b: ImagePoint, image: Size): Box {
  const [x0, x1] = [clamp(Math.min(a.x, b.x), image.width), clamp(Math.max(a.x, b.x), image.width)];
  const [y0, y1] = [clamp(Math.min(a.y, b.y), image.height), clamp(Math.max(a.y, b.y), image.height)];
  return [x0, y0, x1 - x0, y1 - y0];
}

/** The part of a box that lies in the image: what formats with numbers relative to it can hold. */
export function clipBox([x, y, width, height]: Box, image: Size): Box {
  const [from, to] = [
    { space: 'image', x, y },
    { space: 'image', x: x + width, y: y + height },
  ] as const;
  return boxBetween(from, to, image);
}

/** Moved as a whole; stops at the image's border without changing its size. */
export function moveBox([x, y, width, height]: Box, dx: number, dy: number, image: Size): Box {
  return [
    clamp(x + dx, Math.max(0, image.width - width)),
    clamp(y + dy, Math.max(0, image.height - height)),
    width,
    height,
  ];
}

/** One side or corner pulled to a point; pulled over the other side, the box turns inside out and stays a box. */
export function resizeBox([x, y, width, height]: Box, handle: Handle, to: ImagePoint, image: Size): Box {
  let [left, top, right, bottom] = [x, y, x + width, y + height];
  if (handle.includes('w')) left = to.x;
  if (handle.includes('e')) right = to.x;
  if (handle.includes('n')) top = to.y;
  if (handle.includes('s')) bottom = to.y;
  return boxBetween({ space: 'image', x: left, y: top }, { space: 'image', x: right, y: bottom }, image);
}

/** Where a handle of a box is. */
export function handlePoint([x, y, width, height]: Box, handle: Handle): ImagePoint {
  const across = handle.includes('w') ? 0 : handle.includes('e') ? 1 : 0.5;
  const down = handle.includes('n') ? 0 : handle.includes('s') ? 1 : 0.5;
  return { space: 'image', x: x + across * width, y: y + down * height };
}

export function containsPoint([x, y, width, height]: Box, point: ImagePoint, marginPx = 0): boolean {
  return (
    point.x >= x - marginPx &&
    point.x <= x + width + marginPx &&
    point.y >= y - marginPx &&
    point.y <= y + height + marginPx
  );
}

/** The smallest box around both; null is nothing. */
export function uniteBoxes(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return a ?? b;
  const [x, y] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
  return [x, y, Math.max(a[0] + a[2], b[0] + b[2]) - x, Math.max(a[1] + a[3], b[1] + b[3]) - y];
}
