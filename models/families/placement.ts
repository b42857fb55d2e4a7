import type { ModelCard } from '#shared/model/modelCard.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import type { Box } from '#shared/metrics/iou.ts';

/** Where the upright image lies in the model's input: tensor = image * scale + offset. All in pixels. */
export interface Placement {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
  /** The size the image is scaled to; `crop` cuts what sticks out of the input. */
  readonly contentWidthPx: number;
  readonly contentHeightPx: number;
  readonly imageWidthPx: number;
  readonly imageHeightPx: number;
}

/** How an image of this size is put into the input of `card`. */
export function placeImage(card: ModelCard, imageWidthPx: number, imageHeightPx: number): Placement {
  const { widthPx, heightPx, resize } = card.input;
  const image = { imageWidthPx, imageHeightPx };
  if (resize === 'stretch') {
    const [scaleX, scaleY] = [widthPx / imageWidthPx, heightPx / imageHeightPx];
    return { ...image, scaleX, scaleY, offsetX: 0, offsetY: 0, contentWidthPx: widthPx, contentHeightPx: heightPx };
  }
  const ratios = [widthPx / imageWidthPx, heightPx / imageHeightPx] as const;
  const scale = resize === 'crop' ? Math.max(...ratios) : Math.min(...ratios);
  const contentWidthPx = Math.max(1, Math.round(imageWidthPx * scale));
  const contentHeightPx = Math.max(1, Math.round(imageHeightPx * scale));
  // Ultralytics rounds half a pixel down at the left and top, up at the right and bottom; + 0 makes -0 a 0.
  const centred = (room: number, content: number): number => Math.round((room - content) / 2 - 0.1) + 0;
  const isCentred = resize !== 'letterbox-topleft';
  return {
    ...image,
    scaleX: scale,
    scaleY: scale,
    offsetX: isCentred ? centred(widthPx, contentWidthPx) : 0,
    offsetY: isCentred ? centred(heightPx, contentHeightPx) : 0,
    contentWidthPx,
    contentHeightPx,
  };
}

const clamp = (value: number, high: number): number => Math.min(high, Math.max(0, value));

/**
 * A box given by its sides in tensor pixels, as `[x, y, width, height]` of the image, cut at the image's border; null
 * when a side is no finite number, as those of a model whose arithmetic overflowed.
 */
export function toImageBox(placement: Placement, left: number, top: number, right: number, bottom: number): Box | null {
  if (![left, top, right, bottom].every(Number.isFinite)) return null;
  const { scaleX, scaleY, offsetX, offsetY, imageWidthPx, imageHeightPx } = placement;
  const x0 = clamp((left - offsetX) / scaleX, imageWidthPx);
  const y0 = clamp((top - offsetY) / scaleY, imageHeightPx);
  const x1 = clamp((right - offsetX) / scaleX, imageWidthPx);
  const y1 = clamp((bottom - offsetY) / scaleY, imageHeightPx);
  return [x0, y0, Math.max(0, x1 - x0), Math.max(0, y1 - y0)];
}

/** A point of the tensor in the image; it may lie outside it. */
export function toImagePoint({ scaleX, scaleY, offsetX, offsetY }: Placement, x: number, y: number): ImagePoint {
  return imagePoint((x - offsetX) / scaleX, (y - offsetY) / scaleY);
}
