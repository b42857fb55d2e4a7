import { handlePoint, handles } from '#shared/geometry/boxes.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { ScreenPoint } from '#shared/geometry/points.ts';
import { toScreen } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { Scene, SceneBox } from './scene.ts';

export interface Inks {
  /** Around lines, so that they show on any ground. */
  readonly halo: string;
  /** The core of what is selected. */
  readonly core: string;
  readonly font: string;
}

const handlePx = 8;
const dash = [6, 4];

interface ScreenRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function screenRect(view: ViewTransform, [x, y, width, height]: Box): ScreenRect {
  const at = toScreen(view, imagePoint(x, y));
  return { x: at.x, y: at.y, width: width * view.scale, height: height * view.scale };
}

function isOutside(rect: ScreenRect, canvas: Size): boolean {
  return rect.x > canvas.width || rect.y > canvas.height || rect.x + rect.width < 0 || rect.y + rect.height < 0;
}

function strokeBox(context: CanvasRenderingContext2D, rect: ScreenRect, shape: SceneBox, { halo, core }: Inks): void {
  const width = shape.isHovered ? 3 : 2;
  context.setLineDash([]);
  context.strokeStyle = halo;
  context.lineWidth = width + 2;
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  context.setLineDash(shape.look === 'proposal' ? dash : []);
  context.strokeStyle = shape.color;
  context.lineWidth = width;
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  if (!shape.isSelected) return;
  // White core with class-coloured edges.
  context.lineWidth = width + 1;
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  context.strokeStyle = core;
  context.lineWidth = 1.25;
  context.strokeRect(rect.x, rect.y, rect.width, rect.height);
}

/** Above the box where there is room, else below: a label never covers what it names. */
function paintLabel(
  context: CanvasRenderingContext2D,
  rect: ScreenRect,
  shape: SceneBox,
  canvas: Size,
  inks: Inks,
): void {
  if (shape.label === '') return;
  context.font = inks.font;
  const text = shape.look === 'corrected' ? `✓ ${shape.label}` : shape.label;
  const width = Math.ceil(context.measureText(text).width) + 10;
  const height = 18;
  const x = Math.max(0, Math.min(rect.x - 1, canvas.width - width));
  const above = rect.y - height - 3;
  const y = above >= 0 ? above : rect.y + rect.height + 3;
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

function paintHandles(context: CanvasRenderingContext2D, view: ViewTransform, shape: SceneBox, inks: Inks): void {
  context.setLineDash([]);
  for (const handle of handles) {
    const at = toScreen(view, handlePoint(shape.box, handle));
    context.fillStyle = inks.core;
    context.strokeStyle = shape.color;
    context.lineWidth = 2;
    context.beginPath();
    context.rect(at.x - handlePx / 2, at.y - handlePx / 2, handlePx, handlePx);
    context.fill();
    context.stroke();
  }
}

function paintGuides(
  context: CanvasRenderingContext2D,
  pointer: ScreenPoint,
  canvas: Size,
  { halo, core }: Inks,
): void {
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

/** Paints shapes over the photo, in CSS pixels; lines keep their width at every zoom. */
export function paintScene(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  scene: Scene,
  canvas: Size,
  pointer: ScreenPoint | null,
  inks: Inks,
): void {
  if (!scene.areShapesHidden) {
    // What is selected lies on top.
    const ordered = [...scene.boxes].sort((a, b) => Number(a.isSelected) - Number(b.isSelected));
    for (const shape of ordered) {
      const rect = screenRect(view, shape.box);
      if (isOutside(rect, canvas)) continue;
      context.globalAlpha = shape.isFaded ? 0.35 : 1;
      const fill = context.globalAlpha;
      context.globalAlpha = fill * 0.12;
      context.fillStyle = shape.color;
      context.fillRect(rect.x, rect.y, rect.width, rect.height);
      context.globalAlpha = fill;
      strokeBox(context, rect, shape, inks);
      const isRoomy = rect.width > 26 || shape.isSelected || shape.isHovered;
      if (isRoomy && !shape.isFaded) paintLabel(context, rect, shape, canvas, inks);
      if (shape.hasHandles) paintHandles(context, view, shape, inks);
    }
    context.globalAlpha = 1;
  }
  if (scene.draft) {
    const shape: SceneBox = {
      ...{ id: 'draft', box: scene.draft.box, color: scene.draft.color, look: 'solid', label: '' },
      ...{ isSelected: false, isHovered: false, isFaded: false, hasHandles: false },
    };
    strokeBox(context, screenRect(view, scene.draft.box), shape, inks);
  }
  if (scene.hasGuides && pointer) paintGuides(context, pointer, canvas, inks);
}
