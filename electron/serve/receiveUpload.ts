import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#shared/contract/errors.ts';

/** Above this nothing is a small model. */
const limitBytes = 4 * 2 ** 30;

/** What belongs to a model: the file, its card, its weights where they lie beside it; and files of labels. */
const names = /^[^./\\\0][^/\\\0]{0,190}\.(onnx|json|data|jsonl|ndjson|xml|csv|tsv)$/i;

/** `/upload/BATCH/NAME`: files of one batch come to lie beside each other. Null: another address. */
export function parseUpload(pathname: string): { readonly batch: string; readonly name: string } | null {
  const match = /^\/upload\/([0-9a-f-]{36})\/([^/]+)$/.exec(pathname);
  return match ? { batch: match[1] ?? '', name: decodeURIComponent(match[2] ?? '') } : null;
}

/**
 * Takes in a file that was dropped on a page, which can't say where it lies: all of it, or nothing.
 * @returns its path. @throws {AppError} upload.notAModel, upload.tooLarge, upload.cutOff, upload.diskFull
 */
export async function receiveUpload(
  request: IncomingMessage,
  { batch, name }: { readonly batch: string; readonly name: string },
  folder: string,
): Promise<string> {
  if (!names.test(name)) throw new AppError('upload.notAModel', { name });
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limitBytes) throw new AppError('upload.tooLarge', { name });
  const target = path.join(folder, batch);
  await mkdir(target, { recursive: true });
  const file = path.join(target, name);
  const part = `${file}.part`;
  let received = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(received > limitBytes ? new AppError('upload.tooLarge', { name }) : null, chunk);
    },
  });
  try {
    await pipeline(request, count, createWriteStream(part, { flush: true }));
    await rename(part, file);
    return file;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new AppError(isFull ? 'upload.diskFull' : 'upload.cutOff', { name }, { cause: error });
  }
}
