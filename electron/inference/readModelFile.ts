import { open, readFile, stat } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import { findOtherFormat } from '#models/onnx/otherFormat.ts';

/** What the format can hold in one file; nothing larger is read into memory. */
const sizeLimitBytes = 2 ** 31 - 1;

async function readHead(modelPath: string): Promise<Uint8Array> {
  const handle = await open(modelPath);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of a model, unless its size or its first bytes already say that it is none.
 * @throws {AppError} model.notFound, model.empty, model.fileTooLarge, model.webPage, model.lfsPointer, model.otherFormat
 */
export async function readModelFile(modelPath: string): Promise<Uint8Array> {
  const stats = await stat(modelPath).catch((error: unknown) => {
    throw new AppError('model.notFound', { path: modelPath }, { cause: error });
  });
  if (!stats.isFile()) throw new AppError('model.notFound', { path: modelPath });
  if (stats.size === 0) throw new AppError('model.empty', { path: modelPath });
  try {
    const other = findOtherFormat(await readHead(modelPath));
    if (other?.kind === 'other') throw new AppError('model.otherFormat', { path: modelPath, format: other.name });
    if (other) throw new AppError(`model.${other.kind}`, { path: modelPath });
    if (stats.size > sizeLimitBytes) throw new AppError('model.fileTooLarge', { path: modelPath });
    return await readFile(modelPath);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const [reason = ''] = (error as Error).message.split('\n');
    throw new AppError('model.unreadable', { path: modelPath, reason }, { cause: error });
  }
}
