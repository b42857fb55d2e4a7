import type * as ort from 'onnxruntime-node';
import { AppError } from '#shared/contract/errors.ts';
import { outputValuesAtMost } from '#models/onnx/shapeLimits.ts';

/**
 * Sizes that a file leaves open show in the first run: before anything is copied, and made into a million records.
 * @throws {AppError} model.outputTooLarge
 */
export function assertReadable(outputs: ort.InferenceSession.OnnxValueMapType, item: string): void {
  const all = Object.entries(outputs);
  if (all.reduce((sum, [, { size }]) => sum + size, 0) <= outputValuesAtMost) return;
  const shapes = all.map(([name, { dims }]) => `${name} [${dims.join(', ')}]`).join('; ');
  throw new AppError('model.outputTooLarge', { outputs: shapes, values: outputValuesAtMost, item });
}
