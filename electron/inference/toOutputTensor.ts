import type * as ort from 'onnxruntime-node';
import type { OutputTensor } from '#models/families/family.ts';
import { fromHalf } from './halfFloat.ts';

/** Whatever a model gives as floats; whole numbers of 64 bits are classes and counts, far below what a float can't hold. */
export function toOutputTensor(name: string, { dims, type, data }: ort.Tensor): OutputTensor {
  const about = { name, dtype: type, dims };
  if (type === 'float32') return { ...about, data: data as Float32Array };
  if (type === 'float16') return { ...about, data: fromHalf(data as unknown as Uint16Array) };
  return { ...about, data: Float32Array.from(data as ArrayLike<number | bigint>, Number) };
}
