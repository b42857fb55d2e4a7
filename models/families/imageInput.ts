import type { ModelSignature, TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { recogniseExtras } from './extraInputs.ts';

type Size = number | string | undefined;
type Input = Pick<ModelCard['input'], 'widthPx' | 'heightPx' | 'layout' | 'dtype' | 'extra'> & {
  readonly channelCount: number;
};

const isDtype = (dtype: string): dtype is Input['dtype'] => ['float32', 'float16', 'uint8'].includes(dtype);

/** `[1, 3, h, w]` and the like; torchvision's detectors take `[3, h, w]`. */
const isImage = ({ shape }: TensorInfo): boolean => shape.length === 4 || (shape.length === 3 && shape[0] === 3);

/** Exports with all sizes dynamic say in words which is which, or have the name that Transformers gives its images. */
const isNamedFirst = (name: string, channels: Size): boolean =>
  typeof channels === 'string' && (name === 'pixel_values' || /channel/i.test(channels));

function findLayout(name: string, a: Size, c: Size): Input['layout'] | null {
  if (a === 1 || a === 3) return 'NCHW';
  if (c === 1 || c === 3) return 'NHWC';
  return isNamedFirst(name, a) ? 'NCHW' : null;
}

/**
 * The one image input of a model, and how to fill the inputs beside it, or null when it has inputs of another kind. Sizes
 * that are dynamic come from Ultralytics' `imgsz` where it is there, else they are `fallbackPx`.
 */
export function imageInput({ inputs, metadata }: ModelSignature, fallbackPx: number): Input | null {
  const [input, ...others] = inputs.filter(isImage);
  if (!input || others.length > 0 || !isDtype(input.dtype)) return null;
  const extra = recogniseExtras(inputs.filter((other) => other !== input));
  const [a, b, c] = input.shape.slice(-3);
  const layout = findLayout(input.name, a, c);
  if (layout === null || extra === null) return null;
  const [height, width] = layout === 'NCHW' ? [b, c] : [a, b];
  const [imgszHeight, imgszWidth] = (metadata.imgsz?.match(/\d+/g) ?? []).map(Number);
  const size = (value: Size, said: number | undefined): number =>
    typeof value === 'number' ? value : (said ?? fallbackPx);
  const channels = layout === 'NCHW' ? a : c;
  return {
    widthPx: size(width, imgszWidth ?? imgszHeight),
    heightPx: size(height, imgszHeight),
    layout,
    dtype: input.dtype,
    ...(extra.length > 0 ? { extra } : {}),
    channelCount: typeof channels === 'number' ? channels : 3,
  };
}

/** Grid cells of a detector, by default with strides 8, 16 and 32. */
export function gridCells(widthPx: number, heightPx: number, strides: readonly number[] = [8, 16, 32]): number {
  return strides.reduce((sum, stride) => sum + Math.floor(widthPx / stride) * Math.floor(heightPx / stride), 0);
}
