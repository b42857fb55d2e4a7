import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';

type Input = Pick<ModelCard['input'], 'widthPx' | 'heightPx' | 'layout' | 'dtype'> & { readonly channelCount: number };

const isDtype = (dtype: string): dtype is Input['dtype'] => ['float32', 'float16', 'uint8'].includes(dtype);

/**
 * The one image input of a model, or null when it has another kind of input. Sizes that are dynamic come from
 * Ultralytics' `imgsz` where it is there, else they are `fallbackPx`.
 */
export function imageInput({ inputs, metadata }: ModelSignature, fallbackPx: number): Input | null {
  const [input, ...others] = inputs;
  if (!input || others.length > 0 || input.shape.length !== 4 || !isDtype(input.dtype)) return null;
  const [, a, b, c] = input.shape;
  const layout = a === 1 || a === 3 ? 'NCHW' : c === 1 || c === 3 ? 'NHWC' : null;
  if (layout === null) return null;
  const [height, width] = layout === 'NCHW' ? [b, c] : [a, b];
  const [imgszHeight, imgszWidth] = (metadata.imgsz?.match(/\d+/g) ?? []).map(Number);
  const size = (value: number | string | undefined, said: number | undefined): number =>
    typeof value === 'number' ? value : (said ?? fallbackPx);
  return {
    widthPx: size(width, imgszWidth ?? imgszHeight),
    heightPx: size(height, imgszHeight),
    layout,
    dtype: input.dtype,
    channelCount: Number(layout === 'NCHW' ? a : c),
  };
}

/** Grid cells of a detector with strides 8, 16 and 32. */
export function gridCells(widthPx: number, heightPx: number): number {
  return [8, 16, 32].reduce((sum, stride) => sum + Math.floor(widthPx / stride) * Math.floor(heightPx / stride), 0);
}
