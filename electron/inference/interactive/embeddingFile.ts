import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What an encoder gives for an image: one tensor, or several of different fineness. */
export type Embedding = readonly EmbeddedTensor[];
export interface EmbeddedTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

type Head = readonly Pick<EmbeddedTensor, 'name' | 'dims'>[];

const isSize = (size: unknown): boolean => typeof size === 'number' && Number.isInteger(size) && size > 0;

function isHead(value: unknown): value is Head {
  if (!Array.isArray(value) || value.length === 0) return false;
  return (value as unknown[]).every((one) => {
    const { name, dims } = (one ?? {}) as Partial<Record<keyof EmbeddedTensor, unknown>>;
    return typeof name === 'string' && Array.isArray(dims) && dims.every(isSize);
  });
}

function parseHead(text: string): Head | null {
  try {
    const value: unknown = JSON.parse(text);
    return isHead(value) ? value : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

const countOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** The length of the head in bytes, the head (JSON: names and dimensions, with spaces up to a multiple of four), the values. */
export async function readEmbedding(file: string): Promise<Embedding | null> {
  const bytes = await readFile(file).catch(() => null);
  if (!bytes || bytes.byteLength < 8 || bytes.byteLength % 4 !== 0) return null;
  const headLength = bytes.readInt32LE(0);
  if (headLength < 2 || headLength % 4 !== 0 || headLength > bytes.byteLength - 4) return null;
  const head = parseHead(bytes.toString('utf8', 4, 4 + headLength));
  const values = bytes.buffer.slice(bytes.byteOffset + 4 + headLength, bytes.byteOffset + bytes.byteLength);
  // Half a file is none.
  if (!head || head.reduce((sum, { dims }) => sum + countOf(dims), 0) * 4 !== values.byteLength) return null;
  let from = 0;
  return head.map(({ name, dims }) => {
    const data = new Float32Array(values, from * 4, countOf(dims));
    from += data.length;
    return { name, dims, data };
  });
}

/** Whole or not at all. @throws what the disk says */
export async function writeEmbedding(file: string, embedding: Embedding): Promise<void> {
  const half = `${file}.${randomUUID()}.tmp`;
  const text = JSON.stringify(embedding.map(({ name, dims }) => ({ name, dims })));
  const bare = Buffer.from(text);
  const head = Buffer.concat([bare, Buffer.alloc((4 - (bare.byteLength % 4)) % 4, ' ')]);
  await mkdir(path.dirname(file), { recursive: true });
  try {
    const length = Buffer.from(Int32Array.of(head.byteLength).buffer);
    const values = embedding.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    await writeFile(half, Buffer.concat([length, head, ...values]));
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
