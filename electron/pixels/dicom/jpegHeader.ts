import { AppError } from '#shared/contract/errors.ts';

/** What a JPEG says of itself before its data. */
export interface JpegHeader {
  /** Of the frame header: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, 0xc3 lossless, 0xf7 JPEG-LS. */
  readonly marker: number;
  readonly bits: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly { readonly id: number; readonly across: number; readonly down: number }[];
}

const frameMarkers = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xf7]);

/**
 * The frame header of a JPEG or JPEG-LS stream. Format: ITU-T T.81, B.2.2.
 * @throws {AppError} dicom.truncated, dicom.damaged
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new AppError('dicom.damaged', { reason: 'a frame is no JPEG' });
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) throw new AppError('dicom.damaged', { reason: 'a marker of a JPEG is missing' });
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const two = (place: number): number => ((bytes[place] as number) << 8) | (bytes[place + 1] as number);
    if (!frameMarkers.has(marker)) {
      at += 2 + two(at + 2);
      continue;
    }
    const count = bytes[at + 9] as number;
    if (at + 10 + 3 * count > bytes.length) break;
    const components = Array.from({ length: count }, (_, index) => {
      const place = at + 10 + 3 * index;
      const factors = bytes[place + 1] as number;
      return { id: bytes[place] as number, across: factors >> 4, down: factors & 15 };
    });
    return { marker, bits: bytes[at + 4] as number, height: two(at + 5), width: two(at + 7), components };
  }
  throw new AppError('dicom.truncated');
}
