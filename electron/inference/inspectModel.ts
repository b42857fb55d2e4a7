import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { readSignature } from '#models/onnx/readSignature.ts';

/** Above this a "small model" is a mistake; nothing of that size is read into memory. */
const sizeLimitBytes = 2 ** 31 - 1;

/**
 * What an ONNX file says of itself. The file is data: it is parsed, not run.
 * @throws {AppError} model.notFound, model.notOnnx
 */
export async function inspectModel(modelPath: string): Promise<ModelSignature> {
  const stats = await stat(modelPath).catch((error: unknown) => {
    throw new AppError('model.notFound', { path: modelPath }, { cause: error });
  });
  if (!stats.isFile()) throw new AppError('model.notFound', { path: modelPath });
  if (stats.size > sizeLimitBytes) throw new AppError('model.notOnnx', { path: modelPath });
  const bytes = await readFile(modelPath);
  const signature = readSignature(bytes);
  if (!signature) throw new AppError('model.notOnnx', { path: modelPath });
  return { ...signature, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: stats.size };
}
