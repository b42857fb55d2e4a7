import { AppError } from '#shared/contract/errors.ts';
import type { DecodedFrame } from './decoded.ts';
import type { ImagePixels } from './imagePixels.ts';

/** One segment, packed as by PackBits. */
function unpack(bytes: Uint8Array, out: Uint8Array): void {
  let [from, to] = [0, 0];
  while (to < out.length && from < bytes.length) {
    const head = bytes[from] as number;
    from += 1;
    if (head === 128) continue;
    const count = Math.min(out.length - to, head < 128 ? head + 1 : 257 - head);
    if (head < 128) {
      out.set(bytes.subarray(from, from + count), to);
      if (from + count > bytes.length) throw new AppError('dicom.truncated');
      from += head + 1;
    } else {
      const value = bytes[from];
      if (value === undefined) throw new AppError('dicom.truncated');
      out.fill(value, to, to + count);
      from += 1;
    }
    to += count;
  }
  if (to < out.length) throw new AppError('dicom.truncated');
}

/**
 * RLE Lossless. Each byte of a sample has a segment of its own, the highest first, for each colour.
 * Format: PS3.5, annex G.
 * @throws {AppError} dicom.truncated, dicom.damaged
 */
export function decodeRle(
  bytes: Uint8Array,
  { width, height, samplesPerPixel, bitsAllocated }: ImagePixels,
): DecodedFrame {
  if (bytes.length < 64) throw new AppError('dicom.truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = width * height;
  const depth = bitsAllocated / 8;
  const segments = view.getUint32(0, true);
  if (!Number.isInteger(depth) || depth > 4 || segments !== depth * samplesPerPixel)
    throw new AppError('dicom.damaged', { reason: `a frame in RLE has ${segments} segments` });
  const Numbers = depth === 1 ? Uint8Array : depth === 2 ? Uint16Array : Uint32Array;
  const samples = new Numbers(pixels * samplesPerPixel);
  const plane = new Uint8Array(pixels);
  for (let segment = 0; segment < segments; segment += 1) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start > end || end > bytes.length) throw new AppError('dicom.truncated');
    unpack(bytes.subarray(start, end), plane);
    const offset = Math.floor(segment / depth) * pixels;
    for (let at = 0; at < pixels; at += 1)
      samples[offset + at] = (samples[offset + at] as number) * 256 + (plane[at] as number);
  }
  return { samples, isPlanar: true, isRgb: false };
}
