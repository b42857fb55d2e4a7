import { crc32 } from 'node:zlib';

/** Signature and header of a PNG. */
const headBytes = 33;

/** A PNG with one more chunk before its pixels. Format: W3C PNG (Third Edition), 5.3. */
export function addChunk(png: Buffer, { name, data }: { readonly name: string; readonly data: Uint8Array }): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([png.subarray(0, headBytes), length, named, sum, png.subarray(headBytes)]);
}
