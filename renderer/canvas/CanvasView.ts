import type { EdgeWays } from '#shared/editor/tool.ts';
import { screenPoint } from '#shared/geometry/points.ts';
import type { ImagePoint, ScreenPoint } from '#shared/geometry/points.ts';
import {
  centreView,
  fitView,
  pan,
  revealBox,
  toImage,
  toScreen,
  turnView,
  visibleBox,
  zoomAt,
  zoomToBox,
} from '#shared/geometry/viewTransform.ts';
import { isEqualOrientation, turnCursor, upright } from '#shared/geometry/orientation.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import type { Area } from '#shared/geometry/areas.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import type { SmartPrompt } from '#shared/geometry/smartPrompt.ts';
import { defaultLook } from '#shared/look/canvasLook.ts';
import type { CanvasLook } from '#shared/look/canvasLook.ts';
import { chooseWindow } from '#shared/look/greyWindow.ts';
import type { GreyWindow } from '#shared/look/greyWindow.ts';
import { withoutWindow } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { paintOverlay } from './paintOverlay.ts';
import type { Inks } from './strokePath.ts';
import { EdgePaths } from './EdgePaths.ts';
import { GraphCuts } from './GraphCuts.ts';
import { listenForWindow } from './listenForWindow.ts';
import { Loupe } from './Loupe.ts';
import { Minimap } from './Minimap.ts';
import { paintGrid } from './paintGrid.ts';
import { PartReader } from './PartReader.ts';
import { sampleOf } from './photo.ts';
import type { Photo, PhotoSample } from './photo.ts';
import { PhotoLayer } from './PhotoLayer.ts';
import { readInks } from './readInks.ts';
import { emptyScene } from './scene.ts';
import type { Scene } from './scene.ts';
import { ShapeLayer } from './ShapeLayer.ts';
import type { TileSource } from './TileLayer.ts';

export interface PointerHandlers {
  down(point: ImagePoint, event: PointerEvent): void;
  move(point: ImagePoint, event: PointerEvent): void;
  up(point: ImagePoint, event: PointerEvent): void;
  /** The pointer or the zoom is somewhere else, or something else is under it. */
  moved(point: ImagePoint | null, scale: number): void;
  /** A window of deep grey was chosen by dragging; null: as it is by itself. */
  windowed(window: GreyWindow | null): void;
  /** Whether what is on screen lacks tiles of the photo. */
  waiting(isWaiting: boolean): void;
  /** They could not be had; it is tried again. */
  tilesFailed(reason: string): void;
}

const wheelStep = 1.0015;

/** What stands back in review while one object is under decision. */
const fadedOpacity = '0.35';

/**
 * The photo, the shapes over it, and over them what a person is busy with: three canvases, each drawn when something on it
 * has changed. Pan, zoom, pointer. No Svelte, no engine.
 */
export class CanvasView {
  readonly #host: HTMLElement;
  readonly #photo: PhotoLayer;
  readonly #parts = new PartReader();
  readonly #edges = new EdgePaths();
  readonly #cuts = new GraphCuts();
  readonly #shapeCanvas: HTMLCanvasElement;
  readonly #shapes: ShapeLayer;
  readonly #overlay: HTMLCanvasElement;
  readonly #loupe: Loupe;
  readonly #minimap: Minimap;
  readonly #photoCanvas: HTMLCanvasElement;
  #shown: Photo | null = null;
  readonly #handlers: PointerHandlers;
  readonly #observer: ResizeObserver;
  #image: Size | null = null;
  #scene: Scene = emptyScene;
  #look: CanvasLook = defaultLook;
  #view: ViewTransform = { scale: 1, offsetX: 0, offsetY: 0, orientation: upright };
  #size: Size = { width: 1, height: 1 };
  /** Room at the bottom that something else covers: what matters is shown above it. */
  #coveredPx = 0;
  #pointer: ScreenPoint | null = null;
  #isFitted = true;
  #frame = 0;
  #panFrom: { pointerId: number; x: number; y: number } | null = null;
  /** Space is held: dragging moves the view. */
  isPanning = false;

  constructor(host: HTMLElement, handlers: PointerHandlers) {
    this.#host = host;
    this.#handlers = handlers;
    this.#photoCanvas = this.#addCanvas('photo');
    this.#photo = new PhotoLayer(this.#photoCanvas, {
      changed: () => this.#schedule(),
      failed: (reason) => handlers.tilesFailed(reason),
    });
    this.#shapeCanvas = this.#addCanvas('shapes');
    this.#shapeCanvas.style.pointerEvents = 'none';
    this.#shapes = new ShapeLayer(this.#shapeCanvas);
    this.#overlay = this.#addCanvas('overlay');
    this.#minimap = new Minimap(host, (point) => this.#centreAt(point));
    this.#loupe = new Loupe(host);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(host);
    this.#resize();
    this.#listen();
  }

  get scale(): number {
    return this.#view.scale;
  }

  /** Tiles of what is on screen are still to come. */
  get isWaiting(): boolean {
    return this.#photo.isWaiting;
  }

  /** A new photo is shown together with its shapes, never one before the other. `null`: nothing to show. */
  setPhoto(photo: Photo | null, image: Size | null, keepView: boolean, tiles: TileSource | null = null): void {
    this.#shown = photo;
    this.#setAdjust();
    this.#photo.setPhoto(photo, image, tiles);
    this.#parts.setPhoto(photo, image, this.#photo.tiles);
    this.#minimap.setPhoto(photo, image);
    this.#edges.destroy();
    this.#cuts.destroy();
    this.#image = image;
    if (!keepView) {
      this.#shapes.reset();
      this.#scene = emptyScene;
      this.fit();
    }
    this.#announce();
    this.#schedule();
  }

  setLook(look: CanvasLook): void {
    this.#look = look;
    this.#setAdjust();
    if (!isEqualOrientation(look.orientation, this.#view.orientation)) {
      if (this.#isFitted && this.#image) this.fit();
      else this.#setView(turnView(this.#view, this.#free, look.orientation));
    }
    this.#schedule();
  }

  /** How the photo that is there is shown: a window is for deep grey alone. */
  get #adjust(): PhotoAdjust {
    return this.#shown?.deep ? this.#look.adjust : withoutWindow(this.#look.adjust);
  }

  #setAdjust(): void {
    this.#photo.setAdjust(this.#adjust);
    this.#parts.setAdjust(this.#adjust);
  }

  /** The value of deep grey under a point of the image. */
  sampleAt({ x, y }: ImagePoint): PhotoSample | null {
    const [deep, image] = [this.#shown?.deep, this.#image];
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (!deep || !image || column < 0 || row < 0 || column >= image.width || row >= image.height) return null;
    return this.#photo.tiles?.sampleAt(column, row) ?? sampleOf(deep, image, column, row);
  }

  setScene(scene: Scene): void {
    this.#scene = scene;
    this.#shapes.setShapes(scene.shapes, scene.moving);
    this.#shapeCanvas.style.opacity = scene.isFaded ? fadedOpacity : '';
    this.#shapeCanvas.style.visibility = scene.areShapesHidden ? 'hidden' : '';
    this.#schedule();
  }

  setCovered(bottomPx: number): void {
    if (bottomPx === this.#coveredPx) return;
    this.#coveredPx = bottomPx;
    if (this.#isFitted) this.fit();
  }

  get #free(): Size {
    return { width: this.#size.width, height: Math.max(1, this.#size.height - this.#coveredPx) };
  }

  fit(): void {
    if (!this.#image) return;
    this.#isFitted = true;
    this.#setView(fitView(this.#image, this.#free, this.#look.orientation));
  }

  actualSize(): void {
    if (!this.#image) return;
    this.#isFitted = false;
    this.#setView(centreView(this.#image, this.#free, 1 / devicePixelRatio, this.#look.orientation));
  }

  zoomBy(
    factor: number,
    anchor: ScreenPoint = this.#crosshair ?? screenPoint(this.#size.width / 2, this.#size.height / 2),
  ): void {
    this.#isFitted = false;
    this.#setView(zoomAt(this.#view, anchor, factor));
  }

  zoomTo(box: Box): void {
    this.#isFitted = false;
    this.#setView(zoomToBox(box, this.#free, this.#look.orientation));
  }

  reveal(box: Box): void {
    this.#setView(revealBox(this.#view, box, this.#free, 24));
  }

  /** The pixels where a person looks, and around there. */
  readPart(): PhotoPart | null {
    return this.#parts.read(visibleBox(this.#view, this.#size));
  }

  /** Ways along the edges there, from a point. */
  findEdges(from: ImagePoint, reachPx: number): Promise<EdgeWays> {
    return this.#edges.find(this.readPart(), from, reachPx);
  }

  /** The object that a prompt means there; null: its pixels can't be seen. */
  segment(prompt: SmartPrompt): Promise<Area | null> | null {
    const part = this.readPart();
    return part && this.#cuts.cut(part, prompt);
  }

  setCursor(cursor: string): void {
    this.#overlay.style.cursor = this.isPanning || this.#panFrom ? 'grab' : turnCursor(cursor, this.#view.orientation);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    // Whoever still asks for a frame finds nothing to paint: the picture is closed by then.
    this.#photo.setPhoto(null, null, null);
    this.#image = null;
    this.#shown = null;
    this.#minimap.destroy();
    this.#loupe.destroy();
    this.#observer.disconnect();
    this.#photo.destroy();
    this.#edges.destroy();
    this.#cuts.destroy();
    this.#shapes.destroy();
    this.#overlay.remove();
  }

  #addCanvas(name: string): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.dataset.layer = name;
    canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;touch-action:none';
    this.#host.append(canvas);
    return canvas;
  }

  #setView(view: ViewTransform): void {
    this.#view = view;
    this.#announce();
    this.#schedule();
  }

  #announce(): void {
    this.#handlers.moved(
      this.#pointer && this.#image ? toImage(this.#view, this.#pointer) : null,
      this.#view.scale * devicePixelRatio,
    );
  }

  #resize(): void {
    const { width, height } = this.#host.getBoundingClientRect();
    const before = this.#size;
    this.#size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.#overlay.width = Math.round(this.#size.width * devicePixelRatio);
    this.#overlay.height = Math.round(this.#size.height * devicePixelRatio);
    this.#photo.resize(this.#size);
    this.#shapes.resize(this.#size);
    if (this.#isFitted) this.fit();
    // The image keeps its place when a panel folds.
    else this.#setView(pan(this.#view, (this.#size.width - before.width) / 2, (this.#size.height - before.height) / 2));
    this.#draw();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#photo.show(this.#view);
    this.#handlers.waiting(this.isWaiting);
    if (this.#shown?.deep) this.#announce();
    const context = this.#clearOverlay();
    const inks = this.#inks();
    this.#showAids(inks);
    if (!context || !this.#image) return;
    this.#shapes.show(this.#view, inks);
    if (this.#look.hasGrid) paintGrid(context, this.#view, this.#image, this.#size, inks.grid);
    paintOverlay(context, this.#view, this.#scene, this.#size, this.#crosshair, inks, this.#free);
  }

  #showAids(inks: Inks): void {
    const [adjust, { hasMinimap }] = [this.#adjust, this.#look];
    const [view, canvas, image, photo, pointer] = [this.#view, this.#free, this.#image, this.#shown, this.#crosshair];
    this.#minimap.show(hasMinimap ? { view, canvas, coveredPx: this.#coveredPx, adjust, inks } : null);
    const isMagnified = this.#scene.isMagnified && image !== null && photo !== null && pointer !== null;
    this.#loupe.show(
      isMagnified
        ? {
            ...{
              photo,
              image,
              view,
              pointer,
              canvas: this.#size,
              scene: this.#scene,
              look: { ...this.#look, adjust },
              inks,
            },
            screen: this.#photo.tiles ? this.#photoCanvas : null,
          }
        : null,
    );
  }

  /** An image point in the middle of the canvas, at this zoom. */
  #centreAt(point: ImagePoint): void {
    const { x, y } = toScreen(this.#view, point);
    this.#isFitted = false;
    this.#setView(pan(this.#view, this.#free.width / 2 - x, this.#free.height / 2 - y));
  }

  /** Where a person points: with the keyboard, else with the mouse. */
  get #crosshair(): ScreenPoint | null {
    const { crosshair } = this.#scene;
    return crosshair ? toScreen(this.#view, crosshair) : this.#pointer;
  }

  #clearOverlay(): CanvasRenderingContext2D | null {
    // Measured: on machines without a GPU, painting in memory is far faster than through its emulation.
    const context = this.#overlay.getContext('2d', { willReadFrequently: true });
    context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context?.clearRect(0, 0, this.#size.width, this.#size.height);
    return context;
  }

  #inks(): Inks {
    return readInks(this.#host, this.#look.isOutlined ? 0 : this.#look.fillOpacity);
  }

  #listen(): void {
    const canvas = this.#overlay;
    const at = (event: PointerEvent | WheelEvent): ScreenPoint => {
      const rect = canvas.getBoundingClientRect();
      return screenPoint(event.clientX - rect.left, event.clientY - rect.top);
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#pointer = at(event);
      if (event.button === 1 || this.isPanning) {
        this.#panFrom = { pointerId: event.pointerId, x: event.clientX, y: event.clientY };
        event.preventDefault();
      } else if (event.button === 0 && this.#image) this.#handlers.down(toImage(this.#view, this.#pointer), event);
    });
    canvas.addEventListener('pointermove', (event) => {
      this.#pointer = at(event);
      if (this.#panFrom) {
        this.#isFitted = false;
        this.#setView(pan(this.#view, event.clientX - this.#panFrom.x, event.clientY - this.#panFrom.y));
        this.#panFrom = { ...this.#panFrom, x: event.clientX, y: event.clientY };
      } else if (this.#image) this.#handlers.move(toImage(this.#view, this.#pointer), event);
      this.#announce();
      if (this.#scene.hasGuides || this.#scene.isMagnified || this.#scene.brushRadiusPx !== null) this.#schedule();
    });
    canvas.addEventListener('pointerup', (event) => {
      this.#pointer = at(event);
      if (this.#panFrom) this.#panFrom = null;
      else if (event.button === 0 && this.#image) this.#handlers.up(toImage(this.#view, this.#pointer), event);
    });
    canvas.addEventListener('pointerleave', () => {
      this.#pointer = null;
      this.#announce();
      this.#schedule();
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const pixels = event.deltaY * (event.deltaMode === 1 ? 32 : 1);
        this.zoomBy(wheelStep ** -pixels, at(event));
      },
      { passive: false },
    );
    canvas.addEventListener('auxclick', (event) => event.preventDefault());
    listenForWindow(canvas, {
      current: () => {
        const levels = this.#shown?.deep?.levels;
        return levels && !this.isPanning ? { levels, window: chooseWindow(this.#adjust.window, levels) } : null;
      },
      change: (window) => this.#handlers.windowed(window),
      reset: () => this.#handlers.windowed(null),
    });
  }
}
