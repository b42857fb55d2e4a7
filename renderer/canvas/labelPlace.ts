import type { Size, ScreenRect } from '#shared/geometry/viewTransform.ts';

/** Between a shape and its label. */
const gapPx = 3;

const doOverlap = (a: ScreenRect, b: ScreenRect): boolean =>
  a.x < b.x + b.width && a.y < b.y + b.height && a.x + a.width > b.x && a.y + a.height > b.y;

/**
 * Where a label of a shape lies: above it where there is room, else below; never over what is to stay free. Null: nowhere, and
 * then it isn't shown.
 */
export function placeLabel(
  shape: ScreenRect,
  label: Size,
  canvas: Size,
  free: readonly ScreenRect[],
): { readonly x: number; readonly y: number } | null {
  const x = Math.max(0, Math.min(shape.x - 1, canvas.width - label.width));
  const places = [shape.y - label.height - gapPx, shape.y + shape.height + gapPx].filter(
    (y) => y >= 0 && y + label.height <= canvas.height,
  );
  const y = places.find((one) => !free.some((rect) => doOverlap(rect, { x, y: one, ...label })));
  return y === undefined ? null : { x, y };
}
