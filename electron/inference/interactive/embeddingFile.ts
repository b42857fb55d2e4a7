import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface Embedding {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** The number of dimensions, then they themselves, then the values: all in four bytes, as this machine has them. */
export async function readEmbedding(file: string): Promise<Embedding | null> {
  const bytes = await readFile(file).catch(() => null);
  if (!bytes || bytes.byteLength < 8 || bytes.byteLength % 4 !== 0) return null;
  const count = bytes.readInt32LE(0);
  if (count < 1 || count > 8 || bytes.byteLength < 4 * (1 + count)) return null;
  const dims = Array.from({ length: count }, (_, at) => bytes.readInt32LE(4 * (1 + at)));
  const start = bytes.byteOffset + 4 * (1 + count);
  const data = new Float32Array(bytes.buffer.slice(start, bytes.byteOffset + bytes.byteLength));
  // Half a file is none.
  return dims.reduce((product, size) => product * size, 1) === data.length ? { dims, data } : null;
}

/** Whole or not at all. @throws what the disk says */
export async function writeEmbedding(file: string, { dims, data }: Embedding): Promise<void> {
  const half = `${file}.${randomUUID()}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    const head = Buffer.from(Int32Array.of(dims.length, ...dims).buffer);
    await writeFile(half, Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
