import { toMatrix } from '#shared/geometry/viewTransform.ts';
import type { Size, ViewTransform } from '#shared/geometry/viewTransform.ts';
import { adjustPixels } from '#shared/look/adjustPixels.ts';
import { isNeutralAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';

/** Fills a small canvas with what a view shows of the photo, as the settings have it. CSS pixels. */
export function paintBitmap(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  photo: ImageBitmap,
  image: Size,
  view: ViewTransform,
  adjust: PhotoAdjust,
): void {
  const { width, height } = context.canvas;
  const ratio = devicePixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  // Pixels stay pixels when they are large enough to be judged one by one.
  context.imageSmoothingEnabled = view.scale * ratio < 3;
  context.imageSmoothingQuality = 'medium';
  context.save();
  context.transform(...toMatrix(view));
  context.drawImage(photo, 0, 0, image.width, image.height);
  context.restore();
  if (isNeutralAdjust(adjust)) return;
  const painted = context.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(painted.data.buffer);
  adjustPixels(pixels, pixels, adjust);
  context.putImageData(painted, 0, 0);
}
