import type { Box } from '#shared/geometry/boxes.ts';
import { toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';

/** Pixels stay pixels when they are large enough to be judged one by one. */
export const plainPixelScale = 3;

/**
 * Draws a part of a bitmap where a box of the image lies. Its edges are put on whole pixels of the canvas, as those of its neighbours
 * are: no gap shows between them, and at 100 % every pixel is itself. `view`: in pixels of the canvas.
 */
export function drawTile(
  context: CanvasRenderingContext2D,
  bitmap: ImageBitmap,
  [sourceX, sourceY, sourceWidth, sourceHeight]: Box,
  view: ViewTransform,
  box: Box,
): void {
  const rect = toScreenRect(view, box);
  const [left, top] = [Math.round(rect.x), Math.round(rect.y)];
  const [right, bottom] = [Math.round(rect.x + rect.width), Math.round(rect.y + rect.height)];
  const [across, down] = [right - left, bottom - top];
  if (across === 0 || down === 0) return;
  const { xx, xy, yx, yy } = view.orientation;
  context.setTransform(
    (xx * across) / sourceWidth,
    (yx * down) / sourceWidth,
    (xy * across) / sourceHeight,
    (yy * down) / sourceHeight,
    xx + xy > 0 ? left : right,
    yx + yy > 0 ? top : bottom,
  );
  const isOneToOne =
    (across === sourceWidth && down === sourceHeight) || (xx === 0 && across === sourceHeight && down === sourceWidth);
  context.imageSmoothingEnabled = !isOneToOne && rect.width / sourceWidth < plainPixelScale;
  // Never less than half the size: averaging more would cost much and show nothing.
  context.imageSmoothingQuality = 'low';
  context.drawImage(bitmap, sourceX, sourceY, sourceWidth, sourceHeight, 0, 0, sourceWidth, sourceHeight);
}
