import type { Draft } from '#shared/editor/tool.ts';
import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import { traceShape } from './painters/painterRegistry.ts';
import type { Context2D, Inks } from './strokePath.ts';

/** What a wand takes, or takes away, when the hand lets go: strong enough to see where it leaks. */
export function paintArea(
  context: Context2D,
  view: ViewTransform,
  { area, erases }: Pick<Extract<Draft, { kind: 'area' }>, 'area' | 'erases'>,
  color: string,
  inks: Inks,
): void {
  const path = new Path2D();
  for (const rings of area) traceShape(path, { kind: 'polygon', rings }, view);
  context.globalAlpha = 0.4;
  context.fillStyle = erases ? inks.halo : color;
  context.fill(path, 'evenodd');
  context.globalAlpha = 1;
  context.setLineDash([]);
  for (const [style, width] of [
    [inks.halo, 3],
    [erases ? inks.core : color, 1.5],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke(path);
  }
}
