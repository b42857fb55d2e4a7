import { screenPoint } from '#shared/geometry/points.ts';
import { toImage, toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { Samples } from './photo.ts';

/** Which sample a pixel of the screen shows, as what its column and what its row add to the index; -1: none. */
interface Steps {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Views are turned by quarters only: each row and column of the screen is a row or a column of the image.
 * `view`: in pixels of the canvas.
 */
function findSteps(deep: Samples, image: Size, view: ViewTransform, left: number, top: number, size: Size): Steps {
  const [across, down] = [deep.width / image.width, deep.height / image.height];
  const isSideways = view.orientation.xx === 0;
  const step = (length: number, isX: boolean, at: (index: number) => number): Int32Array =>
    Int32Array.from({ length }, (_, index) => {
      const place = Math.floor(at(index) * (isX ? across : down));
      if (place < 0 || place >= (isX ? deep.width : deep.height)) return -1;
      return isX ? place : place * deep.width;
    });
  const onColumn = (index: number): { x: number; y: number } =>
    toImage(view, screenPoint(left + index + 0.5, top + 0.5));
  const onRow = (index: number): { x: number; y: number } => toImage(view, screenPoint(left + 0.5, top + index + 0.5));
  return isSideways
    ? {
        columns: step(size.width, false, (index) => onColumn(index).y),
        rows: step(size.height, true, (index) => onRow(index).x),
      }
    : {
        columns: step(size.width, true, (index) => onColumn(index).x),
        rows: step(size.height, false, (index) => onRow(index).y),
      };
}

/**
 * Paints deep grey as it looks with other settings than its bitmap has: for each pixel of the screen the sample that lies there. It
 * costs a few milliseconds for any size of the image, so that a window can be dragged.
 */
export function paintGrey(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  deep: Samples,
  image: Size,
  view: ViewTransform,
  shades: Uint32Array,
): void {
  const rect = toScreenRect(view, [0, 0, image.width, image.height]);
  const [left, top] = [Math.max(0, Math.floor(rect.x)), Math.max(0, Math.floor(rect.y))];
  const width = Math.min(context.canvas.width, Math.ceil(rect.x + rect.width)) - left;
  const height = Math.min(context.canvas.height, Math.ceil(rect.y + rect.height)) - top;
  if (width <= 0 || height <= 0) return;
  const { columns, rows } = findSteps(deep, image, view, left, top, { width, height });
  const painted = new ImageData(width, height);
  const pixels = new Uint32Array(painted.data.buffer);
  for (let y = 0; y < height; y += 1) {
    const row = rows[y] as number;
    if (row < 0) continue;
    const start = y * width;
    for (let x = 0; x < width; x += 1) {
      const column = columns[x] as number;
      if (column >= 0) pixels[start + x] = shades[deep.samples[row + column] as number] as number;
    }
  }
  context.putImageData(painted, left, top);
}
