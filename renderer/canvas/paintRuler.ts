import { measure, measureMm } from '#shared/geometry/measure.ts';
import type { PixelSpacing } from '#shared/geometry/measure.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import { strokeGuide } from './strokePath.ts';
import type { Context2D, Inks } from './strokePath.ts';

/** Half the width of the strokes at its ends. */
const endPx = 6;

/** In millimetres, where pixels have a size. */
function describe(from: ImagePoint, to: ImagePoint, spacing: PixelSpacing | null): string {
  const { lengthPx, degrees } = measure(from, to);
  if (!spacing) return `${lengthPx.toFixed(1)} px   ${degrees.toFixed(1)}°`;
  const inBody = measureMm(from, to, spacing);
  return `${inBody.lengthMm.toFixed(1)} mm   ${inBody.degrees.toFixed(1)}°`;
}

/** A line with its length, in millimetres or in image pixels, and its angle, beside its end. */
export function paintRuler(
  context: Context2D,
  view: ViewTransform,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  { halo, core, font }: Inks,
  spacing: PixelSpacing | null,
): void {
  const [a, b] = [toScreen(view, imagePoint(x0, y0)), toScreen(view, imagePoint(x1, y1))];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const [along, across] = length > 0 ? [(b.x - a.x) / length, (b.y - a.y) / length] : [1, 0];
  const path = new Path2D();
  path.moveTo(a.x, a.y);
  path.lineTo(b.x, b.y);
  for (const { x, y } of [a, b]) {
    path.moveTo(x - across * endPx, y + along * endPx);
    path.lineTo(x + across * endPx, y - along * endPx);
  }
  strokeGuide(context, path, { halo, core }, 4, 1.5);
  const text = describe(imagePoint(x0, y0), imagePoint(x1, y1), spacing);
  context.font = font;
  const width = Math.ceil(context.measureText(text).width) + 12;
  // Away from the line, so that neither it nor the pointer is covered.
  const x = b.x >= a.x ? b.x + 10 : b.x - 10 - width;
  const y = b.y >= a.y ? b.y + 8 : b.y - 28;
  context.fillStyle = halo;
  context.beginPath();
  context.roundRect(x, y, width, 20, 3);
  context.fill();
  context.fillStyle = core;
  context.textBaseline = 'middle';
  context.fillText(text, x + 6, y + 10.5);
}
