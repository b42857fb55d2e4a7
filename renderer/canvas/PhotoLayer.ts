import { toMatrix, toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ScreenRect, Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { adjustPixels } from '#shared/look/adjustPixels.ts';
import { isEqualAdjust, isNeutralAdjust, neutralAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { AdjustedCopy } from './AdjustedCopy.ts';

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

/**
 * The photo on a canvas of its own, as the settings show it. Adjusted it is painted from a copy that a worker makes; until
 * that is there (a slider moves, another image was opened) what is painted is adjusted in place, so that neither lags.
 */
export class PhotoLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #copy: AdjustedCopy;
  #photo: ImageBitmap | null = null;
  #image: Size | null = null;
  #adjust: PhotoAdjust = neutralAdjust;
  #painted: ViewTransform | null = null;

  /** @param onChange something else would be painted now */
  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.#canvas = canvas;
    this.#copy = new AdjustedCopy(() => {
      this.#painted = null;
      onChange();
    });
  }

  setPhoto(photo: ImageBitmap | null, image: Size | null): void {
    this.#photo = photo;
    this.#image = image;
    this.#painted = null;
    this.#copy.drop();
  }

  setAdjust(adjust: PhotoAdjust): void {
    if (isEqualAdjust(adjust, this.#adjust)) return;
    this.#adjust = adjust;
    this.#painted = null;
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
    this.#paint(context, view);
  }

  destroy(): void {
    this.#copy.drop();
    this.#canvas.remove();
  }

  #paint(context: CanvasRenderingContext2D, view: ViewTransform): void {
    const [photo, image] = [this.#photo, this.#image];
    if (!photo || !image) return;
    const isNeutral = isNeutralAdjust(this.#adjust);
    const copy = isNeutral ? null : this.#copy.find(photo, this.#adjust);
    // Pixels stay pixels when they are large enough to be judged one by one.
    context.imageSmoothingEnabled = view.scale * devicePixelRatio < 3;
    context.imageSmoothingQuality = 'medium';
    context.save();
    context.transform(...toMatrix(view));
    context.drawImage(copy ?? photo, 0, 0, image.width, image.height);
    context.restore();
    if (!copy && !isNeutral) adjustCanvas(context, toScreenRect(view, [0, 0, image.width, image.height]), this.#adjust);
    this.#canvas.dataset.adjusted = isNeutral ? 'not' : copy ? 'copy' : 'painted';
  }
}
