import { imagePoint, screenPoint } from '#shared/geometry/points.ts';
import { toImage, toScreen } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { Context2D } from './strokePath.ts';

/** From so many pixels of the screen an image pixel is large enough for lines around it. */
const smallestPx = 12;

export const showsGrid = ({ scale }: ViewTransform): boolean => scale * devicePixelRatio >= smallestPx;

/** Lines between the pixels of the image that are on the canvas. */
export function paintGrid(context: Context2D, view: ViewTransform, image: Size, canvas: Size, ink: string): void {
  if (!showsGrid(view)) return;
  const [a, b] = [toImage(view, screenPoint(0, 0)), toImage(view, screenPoint(canvas.width, canvas.height))];
  const [left, right] = [
    Math.max(0, Math.floor(Math.min(a.x, b.x))),
    Math.min(image.width, Math.ceil(Math.max(a.x, b.x))),
  ];
  const [top, bottom] = [
    Math.max(0, Math.floor(Math.min(a.y, b.y))),
    Math.min(image.height, Math.ceil(Math.max(a.y, b.y))),
  ];
  const line = (x0: number, y0: number, x1: number, y1: number): void => {
    const [from, to] = [toScreen(view, imagePoint(x0, y0)), toScreen(view, imagePoint(x1, y1))];
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
  };
  context.beginPath();
  for (let x = left; x <= right; x += 1) line(x, top, x, bottom);
  for (let y = top; y <= bottom; y += 1) line(left, y, right, y);
  context.setLineDash([]);
  context.strokeStyle = ink;
  context.lineWidth = 1 / devicePixelRatio;
  context.stroke();
}
