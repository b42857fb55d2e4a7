import type { DecodedFrame } from './decoded.ts';
import type { ImagePixels } from './imagePixels.ts';

/**
 * What the bits of a frame say as numbers: only the stored bits, and signed where the file says so.
 * Source: PS3.5, 8.1.1 (Pixel Data encoding of related data elements).
 */
export function storedNumbers(
  { samples }: DecodedFrame,
  { bitsStored, highBit, isSigned }: ImagePixels,
): Int32Array | Float64Array {
  const shift = Math.max(0, highBit + 1 - bitsStored);
  const range = 2 ** bitsStored;
  // More than 31 bits without a sign don't fit into 32 with one.
  const numbers = bitsStored > 31 && !isSigned ? new Float64Array(samples.length) : new Int32Array(samples.length);
  const half = range / 2;
  for (let at = 0; at < samples.length; at += 1) {
    const bits = bitsStored > 31 ? (samples[at] as number) : ((samples[at] as number) >>> shift) % range;
    numbers[at] = isSigned && bits >= half ? bits - range : bits;
  }
  return numbers;
}
