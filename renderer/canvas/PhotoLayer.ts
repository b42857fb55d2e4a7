import { scaleView, toMatrix, toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ScreenRect, Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { adjustPixels } from '#shared/look/adjustPixels.ts';
import { isEqualAdjust, isNeutralAdjust, neutralAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { AdjustedCopy } from './AdjustedCopy.ts';
import { paintGrey } from './paintGrey.ts';
import { shadesOf } from './photo.ts';
import type { Photo } from './photo.ts';
import { plainPixelScale } from './drawTile.ts';
import { TileLayer } from './TileLayer.ts';
import type { TileEvents, TileSource } from './TileLayer.ts';

/** Adjusts what is painted on a part of a canvas. */
function adjustCanvas(context: CanvasRenderingContext2D, rect: ScreenRect, adjust: PhotoAdjust): void {
  const { width, height } = context.canvas;
  const ratio = devicePixelRatio;
  const [left, top] = [Math.max(0, Math.floor(rect.x * ratio)), Math.max(0, Math.floor(rect.y * ratio))];
  const across = Math.min(width, Math.ceil((rect.x + rect.width) * ratio)) - left;
  const down = Math.min(height, Math.ceil((rect.y + rect.height) * ratio)) - top;
  if (across <= 0 || down <= 0) return;
  const painted = context.getImageData(left, top, across, down);
  const pixels = new Uint32Array(painted.data.buffer);
  adjustPixels(pixels, pixels, adjust);
  context.putImageData(painted, left, top);
}

/** Tiles at the edge may reach beyond the photo. */
function clipTo(context: CanvasRenderingContext2D, { x, y, width, height }: ScreenRect): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  context.beginPath();
  context.rect(left, top, Math.round(x + width) - left, Math.round(y + height) - top);
  context.clip();
}

/**
 * The photo on a canvas of its own, as the settings show it. Adjusted it is painted from a copy that a worker makes; until
 * that is there (a slider moves, another image was opened) what is painted is adjusted in place, so that neither lags. A photo
 * too large for one bitmap is an overview, and tiles over it as soon as they are there.
 */
export class PhotoLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #copy: AdjustedCopy;
  #photo: Photo | null = null;
  #image: Size | null = null;
  #tiles: TileLayer | null = null;
  #isWaiting = false;
  readonly #events: TileEvents;
  #adjust: PhotoAdjust = neutralAdjust;
  #painted: ViewTransform | null = null;

  constructor(canvas: HTMLCanvasElement, events: TileEvents) {
    this.#canvas = canvas;
    const changed = (): void => {
      this.#painted = null;
      events.changed();
    };
    this.#events = { ...events, changed };
    this.#copy = new AdjustedCopy(changed);
  }

  /** Tiles of what was painted last are still to come. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  get tiles(): TileLayer | null {
    return this.#tiles;
  }

  /** @param tiles `photo` is the overview of a photo that has them */
  setPhoto(photo: Photo | null, image: Size | null, tiles: TileSource | null): void {
    this.#photo = photo;
    this.#image = image;
    this.#painted = null;
    this.#copy.drop();
    this.#tiles?.destroy();
    this.#tiles = tiles && new TileLayer(tiles, neutralAdjust, this.#events);
    this.#tiles?.setAdjust(this.#adjust);
  }

  setAdjust(adjust: PhotoAdjust): void {
    if (isEqualAdjust(adjust, this.#adjust)) return;
    this.#adjust = adjust;
    this.#painted = null;
    this.#tiles?.setAdjust(adjust);
    if (isNeutralAdjust(adjust)) this.#copy.drop();
  }

  resize({ width, height }: Size): void {
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    this.#painted = null;
  }

  show(view: ViewTransform): void {
    if (this.#painted === view) return;
    this.#painted = view;
    // Measured: on machines without a GPU, painting in memory is far faster than through its emulation.
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the canvas gave no context');
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const deviceView = scaleView(view, devicePixelRatio);
    const isComplete = this.#tiles?.prepare(deviceView, this.#canvas);
    this.#isWaiting = isComplete === false;
    this.#canvas.dataset.tiles = isComplete === undefined ? 'none' : isComplete ? 'complete' : 'loading';
    if (isComplete !== true) this.#paint(context, view);
    if (!this.#tiles || !this.#image) return;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    clipTo(context, toScreenRect(deviceView, [0, 0, this.#image.width, this.#image.height]));
    this.#tiles.paint(context, deviceView);
    context.restore();
  }

  destroy(): void {
    this.#tiles?.destroy();
    this.#copy.drop();
    this.#canvas.remove();
  }

  #paint(context: CanvasRenderingContext2D, view: ViewTransform): void {
    const [photo, image] = [this.#photo, this.#image];
    if (!photo || !image) return;
    const isNeutral = isNeutralAdjust(this.#adjust);
    const copy = isNeutral ? null : this.#copy.find(photo, this.#adjust);
    this.#canvas.dataset.adjusted = isNeutral ? 'not' : copy ? 'copy' : 'painted';
    if (photo.deep && !copy && !isNeutral) {
      const deviceView = scaleView(view, devicePixelRatio);
      paintGrey(context, photo.deep, image, deviceView, shadesOf(photo.deep, this.#adjust));
      return;
    }
    context.imageSmoothingEnabled = view.scale * devicePixelRatio < plainPixelScale;
    context.imageSmoothingQuality = 'medium';
    context.save();
    context.transform(...toMatrix(view));
    context.drawImage(copy ?? photo.bitmap, 0, 0, image.width, image.height);
    context.restore();
    if (!copy && !isNeutral) adjustCanvas(context, toScreenRect(view, [0, 0, image.width, image.height]), this.#adjust);
  }
}
