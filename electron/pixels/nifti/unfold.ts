import { createGunzip, gunzipSync } from 'node:zlib';
import { AppError } from '#shared/contract/errors.ts';

/** Most bytes that a compressed volume may unfold to. */
const unfoldedLimit = 2 ** 31 - 1;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The first bytes of what is inside, from the first bytes of the file; none when they tell nothing. */
export function unfoldHead(start: Uint8Array, length: number): Uint8Array {
  try {
    // What follows is missing, and not asked for.
    const inside = gunzipSync(start, { finishFlush: 2, maxOutputLength: 1 << 22 });
    return new Uint8Array(inside.subarray(0, Math.max(length, 0)));
  } catch {
    return new Uint8Array();
  }
}

/** @throws {AppError} nifti.truncated, nifti.damaged */
export async function unfold(bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let total = 0;
  const gunzip = createGunzip();
  gunzip.end(bytes);
  try {
    for await (const part of gunzip as AsyncIterable<Buffer>) {
      total += part.length;
      if (total > unfoldedLimit) throw new AppError('nifti.damaged', { reason: 'it unfolds to more than 2 GB' });
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw new AppError('nifti.truncated', {}, { cause: error });
    throw new AppError('nifti.damaged', { reason: message }, { cause: error });
  }
  return new Uint8Array(Buffer.concat(parts, total));
}
