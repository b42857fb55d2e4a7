import { toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ScreenRect, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { traceShape } from './painters/painterRegistry.ts';
import { paintSkeleton } from './paintSkeleton.ts';
import type { LiveShape, SceneShape } from './scene.ts';
import { strokePath } from './strokePath.ts';
import type { Context2D, Inks } from './strokePath.ts';

export type { ScreenRect };
export const screenRect = toScreenRect;

/** How far a line, or a joint, reaches beyond its shape's bounds, with its halo. */
export const lineReachPx = 6;
/** Shapes no larger than this on the screen are a dot, and up to that a thin line: nothing else of them could be seen. */
const [dotPx, thinPx] = [3, 10];

export function doTouch(a: ScreenRect, b: ScreenRect): boolean {
  return a.x <= b.x + b.width && a.y <= b.y + b.height && a.x + a.width >= b.x && a.y + a.height >= b.y;
}

/** A line's path is open: filling would close it. */
const isArea = ({ kind }: Shape): boolean => kind !== 'polyline';

/** Paints a shape where it touches `area`, as far as it can be seen at this zoom. */
export function paintShape(
  context: Context2D,
  view: ViewTransform,
  scene: SceneShape & Partial<Omit<LiveShape, keyof SceneShape>>,
  area: ScreenRect,
  inks: Inks,
): void {
  const bounds = geometryOf(scene.shape).bounds(scene.shape);
  if (!bounds) return;
  const rect = screenRect(view, bounds);
  const reach = lineReachPx;
  if (
    !doTouch(
      { ...area, x: area.x - reach, y: area.y - reach, width: area.width + 2 * reach, height: area.height + 2 * reach },
      rect,
    )
  )
    return;
  const largest = Math.max(rect.width, rect.height);
  const isBusy = scene.isHovered === true || scene.isSelected;
  context.fillStyle = scene.color;
  if (largest < dotPx && largest > 0 && !isBusy) {
    context.fillRect(rect.x, rect.y, Math.max(1.5, rect.width), Math.max(1.5, rect.height));
    return;
  }
  if (scene.shape.kind === 'keypoints') {
    paintSkeleton(context, view, scene.shape, scene, inks);
    return;
  }
  const path = new Path2D();
  traceShape(path, scene.shape, view);
  context.globalAlpha = inks.fillOpacity;
  if (isArea(scene.shape) && inks.fillOpacity > 0) context.fill(path, 'evenodd');
  context.globalAlpha = 1;
  if (largest < thinPx && largest > 0 && !isBusy) {
    context.strokeStyle = scene.color;
    context.lineWidth = 1;
    context.setLineDash([]);
    context.stroke(path);
  } else strokePath(context, path, { isHovered: false, ...scene }, inks);
}

/** Paints what touches `area` of a layer whose transform is already set. */
export function paintShapes(
  context: Context2D,
  view: ViewTransform,
  shapes: Iterable<SceneShape>,
  area: ScreenRect,
  inks: Inks,
): void {
  for (const shape of shapes) paintShape(context, view, shape, area, inks);
}
