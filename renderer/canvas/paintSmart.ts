import type { Draft } from '#shared/editor/tool.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import { paintArea } from './paintArea.ts';
import { traceShape } from './painters/painterRegistry.ts';
import { strokePath } from './strokePath.ts';
import type { Context2D, Inks } from './strokePath.ts';

const radiusPx = 6;
const armPx = 3;

/** A box, what was found in it, and the places that were pointed at: with a plus, or with a minus for what is no part of it. */
export function paintSmart(
  context: Context2D,
  view: ViewTransform,
  { box, points, area }: Extract<Draft, { kind: 'smart' }>,
  color: string,
  inks: Inks,
): void {
  paintArea(context, view, { area, erases: false }, color, inks);
  if (box) {
    const frame = new Path2D();
    traceShape(frame, { kind: 'box', box }, view);
    strokePath(context, frame, { look: 'proposal', color: inks.core, isHovered: false, isSelected: false }, inks);
  }
  context.setLineDash([]);
  for (const { point, isInside } of points) {
    const { x, y } = toScreen(view, point);
    context.beginPath();
    context.arc(x, y, radiusPx, 0, 2 * Math.PI);
    context.fillStyle = isInside ? inks.core : inks.halo;
    context.strokeStyle = isInside ? color : inks.core;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
    context.beginPath();
    context.moveTo(x - armPx, y);
    context.lineTo(x + armPx, y);
    if (isInside) {
      context.moveTo(x, y - armPx);
      context.lineTo(x, y + armPx);
    }
    context.strokeStyle = isInside ? inks.halo : inks.core;
    context.stroke();
  }
}
