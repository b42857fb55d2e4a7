import { createHash } from 'node:crypto';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { isCutOff } from '#models/onnx/isCutOff.ts';
import { readSignature } from '#models/onnx/readSignature.ts';
import { checkExternalData } from './checkExternalData.ts';
import { readModelFile } from './readModelFile.ts';

/**
 * What an ONNX file says of itself. The file is data: it is parsed, not run.
 * @throws {AppError} model.notOnnx, model.cutOff and those of `readModelFile` and `checkExternalData`
 */
export async function inspectModel(modelPath: string): Promise<ModelSignature> {
  const bytes = await readModelFile(modelPath);
  const signature = readSignature(bytes);
  if (!signature) throw new AppError(isCutOff(bytes) ? 'model.cutOff' : 'model.notOnnx', { path: modelPath });
  await checkExternalData(modelPath, bytes);
  return { ...signature, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}
