import { scaleView, toMatrix } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { adjustPixels } from '#shared/look/adjustPixels.ts';
import { isNeutralAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { paintGrey } from './paintGrey.ts';
import { shadesOf } from './photo.ts';
import type { Photo } from './photo.ts';

/** Fills a small canvas with what a view shows of the photo, as the settings have it. CSS pixels. */
export function paintBitmap(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { bitmap, deep }: Photo,
  image: Size,
  view: ViewTransform,
  adjust: PhotoAdjust,
): void {
  const { width, height } = context.canvas;
  const ratio = devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const isNeutral = isNeutralAdjust(adjust);
  if (deep && !isNeutral) {
    paintGrey(context, deep, image, scaleView(view, ratio), shadesOf(deep, adjust));
    return;
  }
  // Pixels stay pixels when they are large enough to be judged one by one.
  context.imageSmoothingEnabled = view.scale * ratio < 3;
  context.imageSmoothingQuality = 'medium';
  context.save();
  context.transform(...toMatrix(view));
  context.drawImage(bitmap, 0, 0, image.width, image.height);
  context.restore();
  if (isNeutral) return;
  const painted = context.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(painted.data.buffer);
  adjustPixels(pixels, pixels, adjust);
  context.putImageData(painted, 0, 0);
}
