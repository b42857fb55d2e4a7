import * as ort from 'onnxruntime-node';
import type { ExtraInput, ModelCard } from '#shared/model/modelCard.ts';
import { extraValues } from '#models/families/extraInputs.ts';
import type { Placement } from '#models/families/placement.ts';

/** What a model wants to know beside the image, as its tensor. */
export function toExtraTensor(extra: ExtraInput, input: ModelCard['input'], placement: Placement): ort.Tensor {
  const { dtype, shape } = extra;
  const values = extraValues(extra, input, placement);
  if (dtype === 'int64')
    return new ort.Tensor(
      dtype,
      BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
      shape,
    );
  if (dtype === 'int32') return new ort.Tensor(dtype, Int32Array.from(values, Math.round), shape);
  return new ort.Tensor(dtype, Float32Array.from(values), shape);
}
