import { isEqualOrientation, isSideways } from '#shared/geometry/orientation.ts';
import { screenPoint } from '#shared/geometry/points.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import { centreView, toImage, toScreenRect } from '#shared/geometry/viewTransform.ts';
import type { ScreenRect, Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { isEqualAdjust, neutralAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import type { Photo } from './photo.ts';
import { paintBitmap } from './paintBitmap.ts';
import { strokeGuide } from './strokePath.ts';

/** No larger than this. CSS pixels. */
const mostPx = { width: 168, height: 128 };
const marginPx = 12;

export interface MinimapSight {
  readonly view: ViewTransform;
  readonly canvas: Size;
  readonly coveredPx: number;
  readonly adjust: PhotoAdjust;
  readonly inks: { readonly halo: string; readonly core: string };
}

/** Whether a part of the image lies beyond the canvas. */
function isCut(view: ViewTransform, image: Size, canvas: Size): boolean {
  const { x, y, width, height } = toScreenRect(view, [0, 0, image.width, image.height]);
  return x < -1 || y < -1 || x + width > canvas.width + 1 || y + height > canvas.height + 1;
}

/** The whole image, small, in a corner, with a frame around what is on the canvas. Pressed or dragged, it moves the view there. */
export class Minimap {
  readonly #canvas = document.createElement('canvas');
  readonly #picture = new OffscreenCanvas(1, 1);
  #photo: Photo | null = null;
  #image: Size | null = null;
  #own: ViewTransform | null = null;
  #adjust: PhotoAdjust = neutralAdjust;
  /** The picture is of another photo, or of other settings. */
  #isStale = true;

  constructor(host: HTMLElement, onMove: (point: ImagePoint) => void) {
    const canvas = this.#canvas;
    canvas.dataset.layer = 'minimap';
    canvas.style.cssText = `position:absolute;right:${marginPx}px;display:none;border:1px solid var(--line);
      border-radius:4px;background:var(--canvas);box-shadow:var(--shadow);cursor:pointer;touch-action:none`;
    host.append(canvas);
    const follow = (event: PointerEvent): void => {
      const { left, top } = canvas.getBoundingClientRect();
      if (this.#own) onMove(toImage(this.#own, screenPoint(event.clientX - left, event.clientY - top)));
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) follow(event);
    });
  }

  setPhoto(photo: Photo | null, image: Size | null): void {
    this.#photo = photo;
    this.#image = image;
    this.#isStale = true;
  }

  /** null: it isn't wanted. */
  show(sight: MinimapSight | null): void {
    const [photo, image] = [this.#photo, this.#image];
    const isShown = sight !== null && photo !== null && image !== null && isCut(sight.view, image, sight.canvas);
    this.#canvas.style.display = isShown ? 'block' : 'none';
    if (!isShown) return;
    const { view, canvas, coveredPx, adjust, inks } = sight;
    this.#canvas.style.bottom = `${marginPx + coveredPx}px`;
    const isSame = this.#own !== null && isEqualOrientation(this.#own.orientation, view.orientation);
    if (this.#isStale || !isSame || !isEqualAdjust(adjust, this.#adjust))
      this.#paintPicture(photo, image, view, adjust);
    const own = this.#own;
    if (own) this.#paint(toScreenRect(own, visible(view, canvas)), inks);
  }

  destroy(): void {
    this.setPhoto(null, null);
    this.#canvas.remove();
  }

  #paintPicture(photo: Photo, image: Size, { orientation }: ViewTransform, adjust: PhotoAdjust): void {
    const [across, down] = isSideways(orientation) ? [image.height, image.width] : [image.width, image.height];
    const scale = Math.min(mostPx.width / across, mostPx.height / down);
    const size = { width: Math.max(1, Math.round(across * scale)), height: Math.max(1, Math.round(down * scale)) };
    for (const canvas of [this.#picture, this.#canvas]) {
      canvas.width = Math.round(size.width * devicePixelRatio);
      canvas.height = Math.round(size.height * devicePixelRatio);
    }
    this.#canvas.style.width = `${size.width}px`;
    this.#canvas.style.height = `${size.height}px`;
    this.#own = centreView(image, size, scale, orientation);
    this.#adjust = adjust;
    this.#isStale = false;
    const context = this.#picture.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the canvas gave no context');
    paintBitmap(context, photo, image, this.#own, adjust);
  }

  #paint(frame: ScreenRect, { halo, core }: MinimapSight['inks']): void {
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the canvas gave no context');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.drawImage(this.#picture, 0, 0);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const [width, height] = [this.#canvas.width / devicePixelRatio, this.#canvas.height / devicePixelRatio];
    const [left, top] = [Math.max(1.5, frame.x), Math.max(1.5, frame.y)];
    const [right, bottom] = [
      Math.min(width - 1.5, frame.x + frame.width),
      Math.min(height - 1.5, frame.y + frame.height),
    ];
    const path = new Path2D();
    path.rect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    strokeGuide(context, path, { halo, core }, 4, 1.5);
  }
}

/** What is on the canvas, in image pixels. */
function visible(view: ViewTransform, { width, height }: Size): readonly [number, number, number, number] {
  const [a, b] = [toImage(view, screenPoint(0, 0)), toImage(view, screenPoint(width, height))];
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
}
