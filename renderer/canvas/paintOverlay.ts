import type { Draft } from '#shared/editor/tool.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { ScreenPoint } from '#shared/geometry/points.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { ShapeHandle } from '#shared/shapes/shapeGeometry.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { PixelSpacing } from '#shared/geometry/measure.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { labelEnds } from './labelEnds.ts';
import { placeLabel } from './labelPlace.ts';
import type { LabelEnds } from './labelPlace.ts';
import { doTouch, paintShape, screenRect } from './paintShape.ts';
import type { ScreenRect } from './paintShape.ts';
import { paintArea } from './paintArea.ts';
import { paintSides } from './paintSides.ts';
import { paintRuler } from './paintRuler.ts';
import { paintSmart } from './paintSmart.ts';
import { paintJointNames, paintNextJoint, paintSkeleton } from './paintSkeleton.ts';
import { dash, strokeGuide, strokePath } from './strokePath.ts';
import type { Context2D, Inks } from './strokePath.ts';
import { traceLine } from './painters/painter.ts';
import { traceShape } from './painters/painterRegistry.ts';
import type { LiveShape, Scene, SceneShape } from './scene.ts';

const handlePx = 8;
/** Handles on edges show when their vertices are so far apart on the screen. */
const edgeHandleRoomPx = 32;
/** Labels of so many shapes at once could not be read. */
const mostLabels = 500;
/** Narrower shapes are labeled only when they are pointed at. */
const labelRoomPx = 26;

/** @param free what no label may cover */
function paintLabel(
  context: Context2D,
  rect: ScreenRect,
  shape: Pick<SceneShape, 'label' | 'look' | 'color'>,
  place: { readonly canvas: Size; readonly free: readonly ScreenRect[]; readonly ends: LabelEnds | undefined },
  inks: Inks,
): void {
  if (shape.label === '') return;
  context.font = inks.font;
  const text = shape.look === 'corrected' ? `✓ ${shape.label}` : shape.label;
  const width = Math.ceil(context.measureText(text).width) + 10;
  const height = 18;
  const at = placeLabel(rect, { width, height }, place.canvas, [rect, ...place.free], place.ends);
  if (!at) return;
  const { x, y } = at;
  context.setLineDash([]);
  context.fillStyle = inks.halo;
  context.beginPath();
  context.roundRect(x, y, width, height, 3);
  context.fill();
  context.fillStyle = shape.color;
  context.fillRect(x, y + 3, 2, height - 6);
  context.fillStyle = inks.core;
  context.textBaseline = 'middle';
  context.fillText(text, x + 6, y + height / 2 + 0.5);
}

/** Whether an edge is long enough for a handle in its middle: half of it is on either side. */
function hasRoom(handle: ShapeHandle, handles: readonly ShapeHandle[], scale: number): boolean {
  if (handle.kind !== 'edge') return true;
  const from = handles.find(({ id }) => id === handle.id.replace('edge', 'vertex'));
  if (!from) return true;
  return 2 * scale * Math.hypot(from.point.x - handle.point.x, from.point.y - handle.point.y) >= edgeHandleRoomPx;
}

function paintHandles(context: Context2D, view: ViewTransform, scene: LiveShape, inks: Inks): void {
  const handles = geometryOf(scene.shape).handles(scene.shape);
  context.setLineDash([]);
  const [rotate, top] = [handles.find(({ kind }) => kind === 'rotate'), handles.find(({ id }) => id === 'n')];
  if (rotate && top) {
    const [from, to] = [toScreen(view, top.point), toScreen(view, rotate.point)];
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.strokeStyle = inks.core;
    context.lineWidth = 1.25;
    context.stroke();
  }
  for (const handle of handles) {
    if (!hasRoom(handle, handles, view.scale)) continue;
    const at = toScreen(view, handle.point);
    context.beginPath();
    if (handle.kind === 'corner') context.rect(at.x - handlePx / 2, at.y - handlePx / 2, handlePx, handlePx);
    else context.arc(at.x, at.y, handle.kind === 'edge' ? handlePx / 4 : handlePx / 2, 0, 2 * Math.PI);
    const isChosen = scene.chosenHandles.has(handle.id);
    context.fillStyle = isChosen ? scene.color : inks.core;
    context.strokeStyle = isChosen ? inks.core : scene.color;
    context.lineWidth = handle.kind === 'edge' ? 1 : 2;
    context.fill();
    context.stroke();
  }
}

function paintGuides(context: Context2D, pointer: ScreenPoint, canvas: Size, { halo, core }: Inks): void {
  for (const [style, width, pattern] of [
    [halo, 2, []],
    [core, 1, [4, 4]],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.globalAlpha = 0.55;
    context.setLineDash([...pattern]);
    context.beginPath();
    context.moveTo(pointer.x, 0);
    context.lineTo(pointer.x, canvas.height);
    context.moveTo(0, pointer.y);
    context.lineTo(canvas.width, pointer.y);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** What a brush will have covered when the hand lets go. */
function paintStroke(
  context: Context2D,
  view: ViewTransform,
  { points, radiusPx, erases }: Extract<Draft, { kind: 'stroke' }>,
  color: string,
  { halo }: Inks,
): void {
  context.setLineDash([]);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = 2 * radiusPx * view.scale;
  context.strokeStyle = erases ? halo : color;
  context.globalAlpha = 0.45;
  context.beginPath();
  traceLine(context, points, view);
  // A line of one point isn't drawn unless it goes somewhere.
  if (points.length === 2) traceLine(context, [...points, ...points], view);
  context.stroke();
  context.globalAlpha = 1;
  context.lineCap = 'butt';
}

function paintBrush(context: Context2D, { x, y }: ScreenPoint, radius: number, inks: Inks): void {
  const path = new Path2D();
  path.arc(x, y, Math.max(1, radius), 0, 2 * Math.PI);
  strokeGuide(context, path, inks);
}

function paintDot(
  context: Context2D,
  { x, y }: ScreenPoint,
  radius: number,
  { fill, stroke }: { fill: string; stroke: string },
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

function paintMarquee(context: Context2D, rect: ScreenRect, { halo, core }: Inks): void {
  for (const [style, width, pattern] of [
    [halo, 3, []],
    [core, 1, dash],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.setLineDash([...pattern]);
    context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  }
  context.setLineDash([]);
}

function draftPath(
  draft: Exclude<Draft, { kind: 'stroke' | 'area' | 'joints' | 'ruler' | 'smart' }>,
  view: ViewTransform,
): Path2D {
  const path = new Path2D();
  if (draft.kind === 'shape') traceShape(path, draft.shape, view);
  else if (draft.kind === 'path' || draft.kind === 'wire') traceLine(path, draft.points, view);
  else traceShape(path, { kind: 'box', box: draft.box }, view);
  return path;
}

function paintDraft(
  context: Context2D,
  view: ViewTransform,
  { draft, color, hasSides }: NonNullable<Scene['draft']>,
  { canvas, spacing }: { readonly canvas: Size; readonly spacing: PixelSpacing | null },
  inks: Inks,
): void {
  if (draft.kind === 'joints') {
    const look = { color, hasSides, look: 'solid', isSelected: false, skeleton: draft.skeleton } as const;
    paintSkeleton(context, view, draft, look, inks);
    return paintNextJoint(context, view, draft, look, { canvas, inks });
  }
  if (draft.kind === 'stroke') return paintStroke(context, view, draft, color, inks);
  if (draft.kind === 'area') return paintArea(context, view, draft, color, inks);
  if (draft.kind === 'smart') return paintSmart(context, view, draft, color, inks);
  if (draft.kind === 'ruler') return paintRuler(context, view, draft.points, inks, spacing);
  if (draft.kind === 'marquee') return paintMarquee(context, screenRect(view, draft.box), inks);
  const look = draft.kind === 'extremes' ? 'proposal' : 'solid';
  strokePath(context, draftPath(draft, view), { look, color, isHovered: false, isSelected: false }, inks);
  if (draft.kind === 'shape') return;
  context.setLineDash([]);
  const closes = draft.kind !== 'extremes' && draft.closes;
  const points = draft.kind === 'wire' ? draft.anchors : draft.points;
  for (let at = 0; at + 1 < points.length; at += 2) {
    const point = toScreen(view, imagePoint(points[at] as number, points[at + 1] as number));
    // The first point is where the outline closes: it grows when the next click would do that.
    const radius = draft.kind === 'extremes' ? 3.5 : at > 0 ? 2.5 : closes ? 7 : 5;
    paintDot(context, point, radius, { fill: at === 0 && closes ? color : inks.core, stroke: color });
  }
}

const boundsOf = (shape: Shape): Box | null => geometryOf(shape).bounds(shape);

function paintLabels(context: Context2D, view: ViewTransform, scene: Scene, area: ScreenRect, inks: Inks): void {
  const lively = new Set(scene.live.map(({ id }) => id));
  const all = scene.hasLabels && !scene.isFaded && scene.shapes.length <= mostLabels ? scene.shapes : [];
  const free = scene.live.flatMap(({ isSelected, shape }) => {
    const bounds = isSelected ? boundsOf(shape) : null;
    return bounds ? [screenRect(view, bounds)] : [];
  });
  for (const one of [...all.filter(({ id }) => !lively.has(id)), ...scene.live]) {
    const bounds = boundsOf(one.shape);
    if (!bounds) continue;
    const rect = screenRect(view, bounds);
    if (!doTouch(rect, area) || (rect.width <= labelRoomPx && !lively.has(one.id))) continue;
    paintLabel(context, rect, one, { canvas: area, free, ends: labelEnds(view, one.shape) }, inks);
  }
}

/** What is painted in every frame: what a person is busy with, and nothing else. `free`: what nothing covers. */
export function paintOverlay(
  context: Context2D,
  view: ViewTransform,
  scene: Scene,
  canvas: Size,
  pointer: ScreenPoint | null,
  inks: Inks,
  free: Size = canvas,
): void {
  const area = { x: 0, y: 0, ...canvas };
  if (scene.sides) paintSides(context, view, scene.sides, free, inks);
  if (!scene.areShapesHidden) {
    for (const shape of scene.live) paintShape(context, view, shape, area, inks);
    paintLabels(context, view, scene, area, inks);
    for (const live of scene.live) {
      const { shape } = live;
      // Joints are their own handles.
      if (shape.kind === 'keypoints') paintJointNames(context, view, shape, live, { canvas, pointer, inks });
      else if (live.hasHandles) paintHandles(context, view, live, inks);
    }
  }
  if (scene.draft) paintDraft(context, view, scene.draft, { canvas, spacing: scene.spacing }, inks);
  if (scene.brushRadiusPx !== null && pointer) paintBrush(context, pointer, scene.brushRadiusPx * view.scale, inks);
  if (scene.hasGuides && pointer) paintGuides(context, pointer, canvas, inks);
}
