import { decode } from 'fast-png';
import { BrokenFile } from '../reader.ts';

/** Pixels of a PNG, row by row; numbers of a palette are not looked up. */
export interface PngPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Uint8Array | Uint8ClampedArray | Uint16Array;
  /** `[red, green, blue]` by number; null: there is none. */
  readonly palette: readonly (readonly number[])[] | null;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** More pixels are no mask of an image that could be shown. */
const mostPixels = 300_000_000;

const unpackers: Readonly<Record<number, (byte: number, at: number) => number>> = {
  1: (byte, at) => (byte >> (7 - (at % 8))) & 1,
  2: (byte, at) => (byte >> (6 - 2 * (at % 4))) & 3,
  4: (byte, at) => (byte >> (4 - 4 * (at % 2))) & 15,
};

/** A row of fewer than 8 bits a pixel ends with its last byte. */
function unpackRows(packed: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const unpack = unpackers[depth];
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const values = new Uint8Array(width * height);
  if (!unpack) return values;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      values[y * width + x] = unpack(packed[y * rowBytes + Math.floor(x / perByte)] ?? 0, x);
  return values;
}

/** @throws {BrokenFile} file.unreadable, file.tooLarge */
export function readPng(path: string, bytes: Uint8Array): PngPixels {
  const broken = (reason: string): BrokenFile => new BrokenFile({ path, code: 'file.unreadable', details: { reason } });
  if (bytes.length < 33 || signature.some((byte, at) => bytes[at] !== byte)) throw broken('no PNG');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Known before anything is unpacked.
  if (view.getUint32(16) * view.getUint32(20) > mostPixels)
    throw new BrokenFile({ path, code: 'file.tooLarge', details: { megabytes: mostPixels / 1_000_000 } });
  try {
    const { width, height, channels, depth, data, palette = null } = decode(bytes);
    const values = depth < 8 ? unpackRows(data, width, height, depth) : data;
    if (values.length < width * height * channels) throw broken('it ends too early');
    return { width, height, channels, values, palette };
  } catch (error) {
    throw error instanceof BrokenFile ? error : broken(error instanceof Error ? error.message : String(error));
  }
}
