import { toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ScreenRect, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { traceShape } from './painters/painterRegistry.ts';
import type { SceneShape } from './scene.ts';

export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Inks {
  /** Around lines, so that they show on any ground. */
  readonly halo: string;
  /** The core of what is selected. */
  readonly core: string;
  readonly font: string;
  /** Of the inside of shapes, 0..1. */
  readonly fillOpacity: number;
}

export type { ScreenRect };
export const screenRect = toScreenRect;

export const dash = [6, 4];
/** How far a line reaches beyond its shape's bounds, with its halo. */
export const lineReachPx = 4;
/** Shapes no larger than this on the screen are a dot, and up to that a thin line: nothing else of them could be seen. */
const [dotPx, thinPx] = [3, 10];

export function doTouch(a: ScreenRect, b: ScreenRect): boolean {
  return a.x <= b.x + b.width && a.y <= b.y + b.height && a.x + a.width >= b.x && a.y + a.height >= b.y;
}

/** A line's path is open: filling would close it. */
const isArea = ({ kind }: Shape): boolean => kind !== 'polyline';

export interface LineLook extends Pick<SceneShape, 'look' | 'color' | 'isSelected'> {
  readonly isHovered: boolean;
}

/** Two pixels wide with a dark halo; dashed for proposals; what is selected has a white core with class-coloured edges. */
export function strokePath(
  context: Context2D,
  path: Path2D,
  { look, color, isHovered, isSelected }: LineLook,
  { halo, core }: Inks,
): void {
  const width = isHovered ? 3 : 2;
  context.lineJoin = 'round';
  context.setLineDash([]);
  context.strokeStyle = halo;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.setLineDash(look === 'proposal' ? dash : []);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
  if (!isSelected) return;
  context.lineWidth = width + 1;
  context.stroke(path);
  context.strokeStyle = core;
  context.lineWidth = 1.25;
  context.stroke(path);
}

/** Paints a shape where it touches `area`, as far as it can be seen at this zoom. */
export function paintShape(
  context: Context2D,
  view: ViewTransform,
  scene: SceneShape & { readonly isHovered?: boolean },
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
