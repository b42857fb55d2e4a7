import type { TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { ExtraInput } from '#shared/model/modelCard.ts';
import type { Placement } from './placement.ts';

/** Inputs that exports are known to have beside the image, by name. */
const knownInputs: Readonly<Record<string, ExtraInput['fill']>> = {
  // RT-DETR, D-FINE, DEIM: boxes come back in pixels of the image.
  orig_target_sizes: 'imageWidthHeight',
  // keras-yolo3 and the ONNX model zoo's YOLOv3.
  image_shape: 'imageHeightWidth',
  // PaddleDetection: the size that went in, and how it came about.
  im_shape: 'inputHeightWidth',
  scale_factor: 'scaleHeightWidth',
};

const isDtype = (dtype: string): dtype is ExtraInput['dtype'] => ['float32', 'int32', 'int64'].includes(dtype);

/** How to fill all inputs but the image; null where one of them is unknown. */
export function recogniseExtras(inputs: readonly TensorInfo[]): ExtraInput[] | null {
  const extras: ExtraInput[] = [];
  for (const { name, dtype, shape } of inputs) {
    const fill = Object.entries(knownInputs).find(([known]) => name.replace(/:\d+$/, '') === known)?.[1];
    const [count] = shape.slice(-1);
    if (fill === undefined || !isDtype(dtype) || shape.length > 2 || (typeof count === 'number' && count !== 2))
      return null;
    extras.push({ name, dtype, shape: shape.length === 2 ? [1, 2] : [2], fill });
  }
  return extras;
}

/** The numbers of a further input for one image. */
export function extraValues(
  { fill }: Pick<ExtraInput, 'fill'>,
  input: { widthPx: number; heightPx: number },
  placement: Placement,
): number[] {
  if (typeof fill !== 'string') return fill;
  const { imageWidthPx, imageHeightPx, scaleX, scaleY } = placement;
  return {
    imageWidthHeight: [imageWidthPx, imageHeightPx],
    imageHeightWidth: [imageHeightPx, imageWidthPx],
    inputHeightWidth: [input.heightPx, input.widthPx],
    scaleHeightWidth: [scaleY, scaleX],
  }[fill];
}
