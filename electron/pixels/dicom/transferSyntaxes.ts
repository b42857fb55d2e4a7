import type { DataSet } from 'dicom-parser';
import { AppError } from '#shared/contract/errors.ts';
import type { DecodedFrame } from './decoded.ts';
import { decodeRle } from './decodeRle.ts';
import { decodeExtendedJpeg } from './extendedJpeg.ts';
import { encapsulatedFrame, plainFrame } from './frameBytes.ts';
import type { ImagePixels } from './imagePixels.ts';
import { readJpeg2000Header } from './jpeg2000Header.ts';
import { readJpegHeader } from './jpegHeader.ts';
import { decodeLosslessJpeg } from './losslessJpeg.ts';
import { decodeByCodec } from './wasmCodecs.ts';

type Decode = (bytes: Uint8Array, pixels: ImagePixels) => DecodedFrame | Promise<DecodedFrame>;

/** Also when the bytes begin at an odd place. */
function wide(data: Uint8Array, isBigEndian = false): Uint16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Uint16Array.from({ length: data.byteLength >> 1 }, (_, at) => view.getUint16(2 * at, !isBigEndian));
}

function fourBytes(data: Uint8Array, isBigEndian: boolean): Uint32Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Uint32Array.from({ length: data.byteLength >> 2 }, (_, at) => view.getUint32(4 * at, !isBigEndian));
}

function plain(isBigEndian: boolean): Decode {
  return (bytes, { bitsAllocated, isPlanar }) => {
    const samples =
      bitsAllocated === 32 ? fourBytes(bytes, isBigEndian) : bitsAllocated === 16 ? wide(bytes, isBigEndian) : bytes;
    return { samples, isPlanar, isRgb: false };
  };
}

/** A stream of another size than the file says would be read past its end, or ask for any amount of memory. */
function assertSize(
  { width, height, samplesPerPixel }: ImagePixels,
  found: { readonly width: number; readonly height: number; readonly components: number },
): void {
  if (found.width === width && found.height === height && found.components === samplesPerPixel) return;
  const reason = `a frame has ${found.width} x ${found.height} pixels of ${found.components} samples, and the file says ${width} x ${height} of ${samplesPerPixel}`;
  throw new AppError('dicom.damaged', { reason });
}

const jpeg: Decode = async (bytes, pixels) => {
  const header = readJpegHeader(bytes);
  const components = header.components.length;
  assertSize(pixels, { ...header, components });
  if (header.marker === 0xc3) {
    const samples = decodeLosslessJpeg(bytes, { ...header, components });
    return { samples, isPlanar: false, isRgb: false };
  }
  if (header.marker === 0xc1 && components === 1 && header.bits > 8 && header.bits <= 12)
    return { samples: decodeExtendedJpeg(bytes, header), isPlanar: false, isRgb: false };
  if (header.bits !== 8)
    throw new AppError('dicom.unsupportedSyntax', { syntax: `JPEG of ${components} times ${header.bits} bits` });
  const { data } = await decodeByCodec('jpeg', bytes);
  return { samples: data, isPlanar: false, isRgb: components === 3 };
};

const jpegLs: Decode = async (bytes, pixels) => {
  const header = readJpegHeader(bytes);
  assertSize(pixels, { ...header, components: header.components.length });
  const { frame, data } = await decodeByCodec('jpegLs', bytes);
  return { samples: frame.bitsPerSample > 8 ? wide(data) : data, isPlanar: false, isRgb: false };
};

const jpeg2000: Decode = async (bytes, pixels) => {
  assertSize(pixels, readJpeg2000Header(bytes));
  const { frame, data } = await decodeByCodec('jpeg2000', bytes);
  const samples = frame.bitsPerSample > 8 ? wide(data) : data;
  // Its own colour transform is undone by then; other colours come as the file names them.
  const isRgb = pixels.photometric === 'YBR_RCT' || pixels.photometric === 'YBR_ICT';
  return { samples, isPlanar: false, isRgb };
};

/** Source: PS3.5, chapter 10 and PS3.6, annex A. Deflated data was unfolded before. */
const syntaxes: Readonly<Record<string, Decode>> = {
  '1.2.840.10008.1.2': plain(false),
  '1.2.840.10008.1.2.1': plain(false),
  '1.2.840.10008.1.2.1.99': plain(false),
  '1.2.840.10008.1.2.2': plain(true),
  '1.2.840.10008.1.2.4.50': jpeg,
  '1.2.840.10008.1.2.4.51': jpeg,
  '1.2.840.10008.1.2.4.57': jpeg,
  '1.2.840.10008.1.2.4.70': jpeg,
  '1.2.840.10008.1.2.4.80': jpegLs,
  '1.2.840.10008.1.2.4.81': jpegLs,
  '1.2.840.10008.1.2.4.90': jpeg2000,
  '1.2.840.10008.1.2.4.91': jpeg2000,
  '1.2.840.10008.1.2.5': decodeRle,
};

/** Of those that can't be decoded, what people call them. Source: PS3.6, annex A. */
const names: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.4.92': 'JPEG 2000 Part 2, lossless',
  '1.2.840.10008.1.2.4.93': 'JPEG 2000 Part 2',
  '1.2.840.10008.1.2.4.94': 'JPIP',
  '1.2.840.10008.1.2.4.100': 'MPEG-2 video',
  '1.2.840.10008.1.2.4.101': 'MPEG-2 video',
  '1.2.840.10008.1.2.4.102': 'MPEG-4 video',
  '1.2.840.10008.1.2.4.103': 'MPEG-4 video',
  '1.2.840.10008.1.2.4.107': 'HEVC video',
  '1.2.840.10008.1.2.4.108': 'HEVC video',
  '1.2.840.10008.1.2.4.110': 'JPEG XL',
  '1.2.840.10008.1.2.4.111': 'JPEG XL',
  '1.2.840.10008.1.2.4.112': 'JPEG XL',
  '1.2.840.10008.1.2.4.201': 'High-Throughput JPEG 2000',
  '1.2.840.10008.1.2.4.202': 'High-Throughput JPEG 2000',
  '1.2.840.10008.1.2.4.203': 'High-Throughput JPEG 2000',
};

/**
 * One frame out of its compression.
 * @throws {AppError} dicom.unsupportedSyntax, dicom.truncated, dicom.damaged
 */
export async function decodeFrame(dataset: DataSet, pixels: ImagePixels, frame: number): Promise<DecodedFrame> {
  const { transferSyntax } = pixels;
  const decode = syntaxes[transferSyntax];
  if (!decode) {
    const name = names[transferSyntax];
    throw new AppError('dicom.unsupportedSyntax', { syntax: name ? `${name} (${transferSyntax})` : transferSyntax });
  }
  const isEncapsulated = dataset.elements.x7fe00010?.encapsulatedPixelData === true;
  const bytes = isEncapsulated ? encapsulatedFrame(dataset, pixels, frame) : plainFrame(dataset, pixels, frame);
  return decode(bytes, pixels);
}
