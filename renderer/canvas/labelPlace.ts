import type { Size, ScreenRect } from '#shared/geometry/viewTransform.ts';

/** Between a shape and its label. */
const gapPx = 3;

const doOverlap = (a: ScreenRect, b: ScreenRect): boolean =>
  a.x < b.x + b.width && a.y < b.y + b.height && a.x + a.width > b.x && a.y + a.height > b.y;

/** Where, across the screen, a label begins above and below its shape. */
export interface LabelEnds {
  readonly above: number;
  readonly below: number;
}

/**
 * Where a label of a shape lies: above it where there is room, else below; never over what is to stay free. Null: nowhere, and
 * then it isn't shown.
 */
export function placeLabel(
  shape: ScreenRect,
  label: Size,
  canvas: Size,
  free: readonly ScreenRect[],
  ends: LabelEnds = { above: shape.x - 1, below: shape.x - 1 },
): { readonly x: number; readonly y: number } | null {
  const inside = (x: number): number => Math.max(0, Math.min(x, canvas.width - label.width));
  const places = [
    { x: inside(ends.above), y: shape.y - label.height - gapPx },
    { x: inside(ends.below), y: shape.y + shape.height + gapPx },
  ].filter(({ y }) => y >= 0 && y + label.height <= canvas.height);
  return places.find((place) => !free.some((rect) => doOverlap(rect, { ...place, ...label }))) ?? null;
}
