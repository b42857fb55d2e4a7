import { uniteBoxes } from '#shared/geometry/boxes.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { upright } from '#shared/geometry/orientation.ts';
import { isEqualView, matrixBetween, moveRect } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { lineReachPx, paintShapes, screenRect } from './paintShape.ts';
import type { ScreenRect } from './paintShape.ts';
import type { Inks } from './strokePath.ts';
import type { SceneShape } from './scene.ts';
import type { PaintedRegion, ShapeWorkerMessage } from './shapeWorkerMessages.ts';

/** Painted around the visible part, so that a pan finds shapes there. CSS pixels. */
const marginPx = 128;
/** Vertices that are painted within a frame; more of them are painted by the worker. */
const lightVertices = 4_000;
/** After so long without a pan or zoom the shapes are painted sharp again. */
const restMs = 80;
/** More changed shapes than these are painted with all others. */
const mostPatches = 100;

const weigh = (shape: Shape): number =>
  shape.kind === 'polygon'
    ? shape.rings.reduce((sum, ring) => sum + ring.length / 2, 0)
    : shape.kind === 'polyline'
      ? shape.points.length / 2
      : shape.kind === 'mask'
        ? shape.counts.length
        : shape.kind === 'keypoints'
          ? 4 * shape.joints.length
          : 8;

const isEqualInks = (a: Inks, b: Inks): boolean =>
  a.halo === b.halo && a.core === b.core && a.fillOpacity === b.fillOpacity;

const boundsOf = (shapes: readonly SceneShape[]): Box | null =>
  shapes.reduce<Box | null>((sum, { shape }) => uniteBoxes(sum, geometryOf(shape).bounds(shape)), null);

/** What differs between two lists, as one replaced stretch. */
function differ(
  before: readonly SceneShape[],
  after: readonly SceneShape[],
): { readonly at: number; readonly removed: readonly SceneShape[]; readonly inserted: readonly SceneShape[] } {
  let at = 0;
  while (at < before.length && at < after.length && before[at] === after[at]) at += 1;
  let [last, end] = [before.length, after.length];
  while (last > at && end > at && before[last - 1] === after[end - 1]) [last, end] = [last - 1, end - 1];
  return { at, removed: before.slice(at, last), inserted: after.slice(at, end) };
}

/**
 * All shapes of the image as they lie there, on a canvas of their own. Few are painted within the frame. Many are painted
 * by a worker: while a person pans or zooms, the painted canvas is moved, and painted sharp again when the view rests;
 * where a shape changes, only its place is painted anew.
 */
export class ShapeLayer {
  readonly #canvas: HTMLCanvasElement;
  #shapes: readonly SceneShape[] = [];
  #moving: ReadonlySet<string> = new Set();
  #inks: Inks = { halo: '', core: '', font: '', left: '', right: '', grid: '', fillOpacity: 0 };
  #size: Size = { width: 1, height: 1 };
  #view: ViewTransform = { scale: 1, offsetX: 0, offsetY: 0, orientation: upright };
  /** The view that the canvas was painted under; null: nothing that may be seen is on it. */
  #painted: ViewTransform | null = null;
  #isHeavy = false;
  #worker: Worker | null = null;
  /** What the worker has. */
  #sent: readonly SceneShape[] = [];
  /** Of the image: an answer for the one before is thrown away. */
  #generation = 0;
  #isBusy = false;
  #wantsAll = false;
  /** Image pixels. */
  #dirty: Box | null = null;
  #restTimer = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Takes what is there away at once: other labels than those of the photo never show. */
  reset(): void {
    this.#generation += 1;
    this.#painted = null;
    this.#shapes = [];
    this.#isHeavy = false;
    this.#wantsAll = true;
    this.#context();
  }

  resize(size: Size): void {
    this.#size = size;
    const { style } = this.#canvas;
    this.#canvas.width = Math.round((size.width + 2 * marginPx) * devicePixelRatio);
    this.#canvas.height = Math.round((size.height + 2 * marginPx) * devicePixelRatio);
    style.inset = `${-marginPx}px auto auto ${-marginPx}px`;
    style.width = `${size.width + 2 * marginPx}px`;
    style.height = `${size.height + 2 * marginPx}px`;
    style.transformOrigin = '0 0';
    this.#painted = null;
    this.#wantsAll = true;
  }

  setShapes(shapes: readonly SceneShape[], moving: ReadonlySet<string>): void {
    if (shapes === this.#shapes && moving === this.#moving) return;
    const change = differ(this.#shapes, shapes);
    const shifted = shapes.filter(({ id }) => moving.has(id) !== this.#moving.has(id));
    const isUnchanged = change.removed.length + change.inserted.length + shifted.length === 0;
    this.#shapes = shapes;
    this.#moving = moving;
    if (isUnchanged) return;
    this.#isHeavy = shapes.reduce((sum, { shape }) => sum + weigh(shape), 0) > lightVertices;
    const changed = [...change.removed, ...change.inserted, ...shifted];
    if (!this.#isHeavy || changed.length > mostPatches) this.#wantsAll = true;
    else this.#dirty = uniteBoxes(this.#dirty, boundsOf(changed));
  }

  /** Shows the shapes under a view, in this frame as well as can be. */
  show(view: ViewTransform, inks: Inks): void {
    if (!isEqualInks(inks, this.#inks)) this.#wantsAll = true;
    this.#inks = inks;
    this.#view = view;
    if (this.#isHeavy) this.#showHeavy();
    else if (this.#wantsAll || !this.#painted || !isEqualView(this.#painted, view)) this.#paintNow();
  }

  destroy(): void {
    clearTimeout(this.#restTimer);
    this.#worker?.terminate();
    this.#canvas.remove();
  }

  get #area(): ScreenRect {
    const { width, height } = this.#size;
    return { x: -marginPx, y: -marginPx, width: width + 2 * marginPx, height: height + 2 * marginPx };
  }

  /** Cleared, in CSS pixels of the visible part. */
  #context(): CanvasRenderingContext2D {
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the canvas gave no context');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(
      devicePixelRatio,
      0,
      0,
      devicePixelRatio,
      marginPx * devicePixelRatio,
      marginPx * devicePixelRatio,
    );
    return context;
  }

  #paintNow(): void {
    const shapes = this.#moving.size === 0 ? this.#shapes : this.#shapes.filter(({ id }) => !this.#moving.has(id));
    paintShapes(this.#context(), this.#view, shapes, this.#area, this.#inks);
    this.#painted = this.#view;
    this.#wantsAll = false;
    this.#place();
  }

  #showHeavy(): void {
    this.#place();
    if (!this.#painted || !this.#isCovered(this.#painted)) this.#wantsAll = true;
    else if (!isEqualView(this.#painted, this.#view)) {
      clearTimeout(this.#restTimer);
      this.#restTimer = window.setTimeout(() => {
        this.#wantsAll = true;
        this.#pump();
      }, restMs);
    }
    this.#pump();
  }

  /** Moves what is painted to where the view is by now. */
  #place(): void {
    const { style } = this.#canvas;
    const [from, to] = [this.#painted, this.#view];
    if (!from || isEqualView(from, to)) {
      style.transform = '';
      return;
    }
    const [a, b, c, d, x, y] = matrixBetween(from, to);
    // The canvas begins outside of what is visible.
    const [left, top] = [x + marginPx * (1 - a - c), y + marginPx * (1 - b - d)];
    style.transform = `matrix(${a}, ${b}, ${c}, ${d}, ${left}, ${top})`;
  }

  /** Whether what is painted still reaches over all that is visible. */
  #isCovered(from: ViewTransform): boolean {
    const { x, y, width, height } = moveRect(matrixBetween(from, this.#view), this.#area);
    return x <= 0 && y <= 0 && x + width >= this.#size.width && y + height >= this.#size.height;
  }

  /** Just before it paints, so that it never paints what is no longer there. */
  #tellWorker(): void {
    const { at, removed, inserted } = differ(this.#sent, this.#shapes);
    if (removed.length + inserted.length > 0) this.#post({ kind: 'splice', at, removed: removed.length, inserted });
    this.#post({ kind: 'moving', ids: this.#moving });
    this.#sent = this.#shapes;
  }

  #post(message: ShapeWorkerMessage): void {
    if (!this.#worker) {
      this.#worker = new Worker(new URL('./shapeWorker.ts', import.meta.url), { type: 'module' });
      this.#worker.addEventListener('message', ({ data }: MessageEvent<PaintedRegion>) => this.#receive(data));
    }
    this.#worker.postMessage(message);
  }

  /** One request at a time: while the worker paints, the newest wish replaces those before it. */
  #pump(): void {
    if (this.#isBusy || !this.#isHeavy) return;
    const region = this.#wantsAll ? this.#area : this.#dirtyRegion();
    const view = this.#wantsAll ? this.#view : this.#painted;
    this.#dirty = null;
    if (!region || !view) return;
    this.#wantsAll = false;
    this.#isBusy = true;
    clearTimeout(this.#restTimer);
    this.#tellWorker();
    this.#post({
      kind: 'paint',
      request: { generation: this.#generation, view, region, pixelRatio: devicePixelRatio, inks: this.#inks },
    });
  }

  /** On whole device pixels, so that what is put back fits. */
  #dirtyRegion(): ScreenRect | null {
    if (!this.#dirty || !this.#painted) return null;
    const { x, y, width, height } = screenRect(this.#painted, this.#dirty);
    const snap = (value: number, how: (value: number) => number): number =>
      how(value * devicePixelRatio) / devicePixelRatio;
    const { x: left, y: top, width: across, height: down } = this.#area;
    const [x0, y0] = [
      Math.max(left, snap(x - lineReachPx, Math.floor)),
      Math.max(top, snap(y - lineReachPx, Math.floor)),
    ];
    const x1 = Math.min(left + across, snap(x + width + lineReachPx, Math.ceil));
    const y1 = Math.min(top + down, snap(y + height + lineReachPx, Math.ceil));
    return x1 > x0 && y1 > y0 ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : null;
  }

  #receive({ generation, view, region, bitmap }: PaintedRegion): void {
    this.#isBusy = false;
    const isAll = region.width === this.#area.width && region.height === this.#area.height;
    if (!this.#isHeavy || generation !== this.#generation) this.#wantsAll = true;
    else if (isAll) {
      this.#context().drawImage(bitmap, region.x, region.y, region.width, region.height);
      this.#painted = view;
      this.#place();
    } else if (this.#painted && isEqualView(this.#painted, view)) {
      const context = this.#canvas.getContext('2d');
      context?.clearRect(region.x, region.y, region.width, region.height);
      context?.drawImage(bitmap, region.x, region.y, region.width, region.height);
    }
    bitmap.close();
    // The view may have gone on meanwhile.
    if (this.#isHeavy) this.#showHeavy();
  }
}
