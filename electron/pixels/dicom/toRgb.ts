import { AppError } from '#shared/contract/errors.ts';
import type { DecodedFrame } from './decoded.ts';
import type { ImagePixels } from './imagePixels.ts';

/** Brightness and two colour differences of full range as red, green and blue. Source: PS3.3, C.7.6.3.1.2. */
function fromYbr(data: Uint8Array): Uint8Array {
  const clamped = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += 3) {
    const [y, cb, cr] = [data[at] as number, (data[at + 1] as number) - 128, (data[at + 2] as number) - 128];
    clamped[at] = y + 1.402 * cr;
    clamped[at + 1] = y - 0.344_136 * cb - 0.714_136 * cr;
    clamped[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(clamped.buffer);
}

/** Two brightnesses, then the colour that both share. */
function spread422(samples: ArrayLike<number>, pixels: number): Uint8Array {
  const data = new Uint8Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const pair = (pixel >> 1) * 4;
    data[3 * pixel] = samples[pair + (pixel & 1)] as number;
    data[3 * pixel + 1] = samples[pair + 2] as number;
    data[3 * pixel + 2] = samples[pair + 3] as number;
  }
  return data;
}

function interleave({ samples, isPlanar }: DecodedFrame, pixels: number, shift: number): Uint8Array {
  const data = new Uint8Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1)
    for (let color = 0; color < 3; color += 1) {
      const from = isPlanar ? color * pixels + pixel : 3 * pixel + color;
      data[3 * pixel + color] = (samples[from] as number) >> shift;
    }
  return data;
}

/**
 * A frame of colours, interleaved, 8 bits each.
 * @throws {AppError} dicom.unsupportedColors
 */
export function toRgb(frame: DecodedFrame, image: ImagePixels, isEncapsulated: boolean): Uint8Array {
  const { photometric, width, height, bitsStored } = image;
  const pixels = width * height;
  if (photometric === 'YBR_FULL_422' && !isEncapsulated) return fromYbr(spread422(frame.samples, pixels));
  const data = interleave(frame, pixels, Math.max(0, bitsStored - 8));
  if (frame.isRgb || photometric === 'RGB') return data;
  if (photometric === 'YBR_FULL' || photometric === 'YBR_FULL_422') return fromYbr(data);
  throw new AppError('dicom.unsupportedColors', { colors: photometric });
}
