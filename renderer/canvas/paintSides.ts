import { turnSides } from '#shared/geometry/bodySides.ts';
import type { BodySides } from '#shared/geometry/bodySides.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { Context2D, Inks } from './strokePath.ts';

const marginPx = 8;
const [wide, high] = [22, 20];

/** Letters for the sides of the body at the borders of the canvas, as radiologists expect them. */
export function paintSides(
  context: Context2D,
  { orientation }: ViewTransform,
  sides: BodySides,
  { width, height }: Size,
  { halo, core, font }: Inks,
): void {
  const { left, right, top, bottom } = turnSides(sides, orientation);
  const places = [
    [left, marginPx + wide / 2, height / 2],
    [right, width - marginPx - wide / 2, height / 2],
    [top, width / 2, marginPx + high / 2],
    [bottom, width / 2, height - marginPx - high / 2],
  ] as const;
  context.save();
  context.font = font.replace('11px', '13px');
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [letters, x, y] of places) {
    if (letters === '') continue;
    const own = Math.max(wide, Math.ceil(context.measureText(letters).width) + 10);
    context.fillStyle = halo;
    context.beginPath();
    context.roundRect(x - own / 2, y - high / 2, own, high, 4);
    context.fill();
    context.fillStyle = core;
    context.fillText(letters, x, y + 1);
  }
  context.restore();
}
