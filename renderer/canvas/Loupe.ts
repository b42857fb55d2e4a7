import { imagePoint } from '#shared/geometry/points.ts';
import type { ScreenPoint } from '#shared/geometry/points.ts';
import { toImage, toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { CanvasLook } from '#shared/look/canvasLook.ts';
import type { Photo } from './photo.ts';
import { paintBitmap } from './paintBitmap.ts';
import { paintGrid } from './paintGrid.ts';
import { paintOverlay } from './paintOverlay.ts';
import { paintShapes } from './paintShape.ts';
import { strokeGuide } from './strokePath.ts';
import type { Inks } from './strokePath.ts';
import type { Scene } from './scene.ts';

/** CSS pixels. */
const sizePx = 184;
/** From the pointer to the rim: what is worked on stays in sight. */
const asidePx = 28;
const magnification = 4;
/** More shapes than these would cost more than a frame; then only those that a person works on are in it. */
const mostShapes = 500;

export interface LoupeSight {
  readonly photo: Photo;
  /** What is on the screen, where `photo` is but an overview; null: `photo` is all of it. */
  readonly screen: HTMLCanvasElement | null;
  readonly image: Size;
  readonly view: ViewTransform;
  readonly pointer: ScreenPoint;
  readonly canvas: Size;
  readonly scene: Scene;
  readonly look: CanvasLook;
  readonly inks: Inks;
}

/** What lies under the pointer, four times as large, in a circle beside it. */
export class Loupe {
  readonly #canvas = document.createElement('canvas');

  constructor(host: HTMLElement) {
    this.#canvas.dataset.layer = 'loupe';
    this.#canvas.style.cssText = `position:absolute;left:0;top:0;display:none;width:${sizePx}px;height:${sizePx}px;
      border:1px solid var(--line);border-radius:50%;background:var(--canvas);box-shadow:var(--shadow);pointer-events:none`;
    host.append(this.#canvas);
  }

  /** null: there is nothing to look at. */
  show(sight: LoupeSight | null): void {
    this.#canvas.style.display = sight ? 'block' : 'none';
    if (!sight) return;
    const { pointer, canvas } = sight;
    const before = (at: number, room: number): number =>
      at + asidePx + sizePx <= room ? at + asidePx : Math.max(0, at - asidePx - sizePx);
    this.#canvas.style.transform = `translate(${before(pointer.x, canvas.width)}px, ${before(pointer.y, canvas.height)}px)`;
    this.#paint(sight);
  }

  destroy(): void {
    this.#canvas.remove();
  }

  #paint({ photo, screen, image, view, pointer, scene, look, inks }: LoupeSight): void {
    this.#canvas.width = this.#canvas.height = Math.round(sizePx * devicePixelRatio);
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the canvas gave no context');
    const [size, middle] = [{ width: sizePx, height: sizePx }, sizePx / 2];
    const magnified: ViewTransform = {
      ...view,
      scale: view.scale * magnification,
      offsetX: middle - (pointer.x - view.offsetX) * magnification,
      offsetY: middle - (pointer.y - view.offsetY) * magnification,
    };
    if (screen) this.#paintScreen(context, screen, pointer);
    else paintBitmap(context, photo, image, magnified, look.adjust);
    if (look.hasGrid) paintGrid(context, magnified, image, size, inks.grid);
    const area = { x: 0, y: 0, ...size };
    if (!scene.areShapesHidden && scene.shapes.length <= mostShapes) {
      const still = scene.shapes.filter(({ id }) => !scene.moving.has(id));
      paintShapes(context, magnified, still, area, inks);
    }
    const live = scene.live.map((one) => ({ ...one, label: '' }));
    paintOverlay(context, magnified, { ...scene, live, hasLabels: false, hasGuides: false }, size, null, inks);
    this.#paintCrosshair(context, magnified, toImage(view, pointer), inks);
  }

  #paintScreen(context: CanvasRenderingContext2D, screen: HTMLCanvasElement, { x, y }: ScreenPoint): void {
    const [ratio, part] = [devicePixelRatio, sizePx / magnification];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    const from = [(x - part / 2) * ratio, (y - part / 2) * ratio, part * ratio, part * ratio] as const;
    context.drawImage(screen, ...from, 0, 0, sizePx, sizePx);
  }

  /** The pixel that is meant, and lines that lead to it. */
  #paintCrosshair(
    context: CanvasRenderingContext2D,
    view: ViewTransform,
    { x, y }: { readonly x: number; readonly y: number },
    inks: Inks,
  ): void {
    const at = imagePoint(Math.floor(x), Math.floor(y));
    const pixel = toScreenRect(view, [at.x, at.y, 1, 1]);
    const [middle, gap] = [sizePx / 2, Math.max(6, pixel.width)];
    const path = new Path2D();
    if (pixel.width >= 4) path.rect(pixel.x, pixel.y, pixel.width, pixel.height);
    for (const [from, to] of [
      [0, middle - gap],
      [middle + gap, sizePx],
    ] as const) {
      path.moveTo(from, middle);
      path.lineTo(to, middle);
      path.moveTo(middle, from);
      path.lineTo(middle, to);
    }
    strokeGuide(context, path, inks);
  }
}
