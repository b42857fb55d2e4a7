import { AppError } from '#shared/contract/errors.ts';
import { BitReader, readSigned, readSymbol, readTables } from './huffman.ts';
import type { HuffmanTable } from './huffman.ts';
import { inverseDct } from './inverseDct.ts';

/** Where each coefficient of a block lies, in the order of the stream. Source: ITU-T T.81, figure A.6. */
const zigzag = [
  ...[
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28,
  ],
  ...[
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  ],
  ...[55, 62, 63],
] as const;

interface Scan {
  readonly differences: HuffmanTable;
  readonly coefficients: HuffmanTable;
  readonly quantization: Uint16Array;
  readonly restartInterval: number;
  readonly start: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
}

/** One block after the other, from the left and from the top. */
function decodeScan(bytes: Uint8Array, scan: Scan, { width, height, bits }: Size): Uint16Array {
  const { differences, coefficients, quantization, restartInterval, start } = scan;
  const out = new Uint16Array(width * height);
  const reader = new BitReader(bytes, start);
  const block = new Int32Array(64);
  const across = Math.ceil(width / 8);
  const count = across * Math.ceil(height / 8);
  const [middle, most] = [2 ** (bits - 1), 2 ** bits - 1];
  let mean = 0;
  for (let at = 0; at < count; at += 1) {
    if (restartInterval > 0 && at > 0 && at % restartInterval === 0) {
      reader.restart();
      mean = 0;
    }
    block.fill(0);
    mean += readSigned(reader, readSymbol(reader, differences) & 15);
    block[0] = mean * (quantization[0] as number);
    for (let place = 1; place < 64; place += 1) {
      const symbol = readSymbol(reader, coefficients);
      const size = symbol & 15;
      // Nothing follows; or sixteen zeros.
      if (size === 0 && symbol !== 0xf0) break;
      place += symbol >> 4;
      if (size === 0) continue;
      const to = zigzag[place];
      if (to === undefined) throw new AppError('dicom.damaged', { reason: 'a block of a JPEG is too long' });
      block[to] = readSigned(reader, size) * (quantization[place] as number);
    }
    if (reader.missing > 64) throw new AppError('dicom.truncated');
    inverseDct(block);
    const [left, top] = [8 * (at % across), 8 * Math.floor(at / across)];
    for (let y = 0; y < Math.min(8, height - top); y += 1)
      for (let x = 0; x < Math.min(8, width - left); x += 1)
        out[(top + y) * width + left + x] = Math.max(0, Math.min(most, (block[8 * y + x] as number) + middle));
  }
  return out;
}

/** Of one segment (DQT), by number. Format: ITU-T T.81, B.2.4.1. */
function readQuantization(bytes: Uint8Array, start: number, end: number, tables: Map<number, Uint16Array>): void {
  for (let place = start; place < end;) {
    const head = bytes[place] as number;
    const isWide = head >> 4 === 1;
    const length = isWide ? 128 : 64;
    if (place + 1 + length > end) break;
    const value = (at: number): number =>
      isWide
        ? ((bytes[place + 1 + 2 * at] as number) << 8) | (bytes[place + 2 + 2 * at] as number)
        : (bytes[place + 1 + at] as number);
    tables.set(
      head & 15,
      Uint16Array.from({ length: 64 }, (_, at) => value(at)),
    );
    place += 1 + length;
  }
}

/**
 * Extended sequential JPEG with Huffman codes (Processes 2 and 4) of one component, of up to 12 bits: what decoders of 8 bits can't read.
 * Format: ITU-T T.81, annex F.
 * @param size as the header of the stream says, checked by the caller
 * @throws {AppError} dicom.truncated, dicom.damaged
 */
export function decodeExtendedJpeg(bytes: Uint8Array, size: Size): Uint16Array {
  const tables = new Map<number, HuffmanTable>();
  const quantizations = new Map<number, Uint16Array>();
  let [restartInterval, quantizationNumber] = [0, 0];
  const two = (place: number): number => ((bytes[place] as number) << 8) | (bytes[place + 1] as number);
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] as number;
    const end = at + 2 + two(at + 2);
    if (end > bytes.length) break;
    if (marker === 0xc4) readTables(bytes, at + 4, end, tables);
    else if (marker === 0xdb) readQuantization(bytes, at + 4, end, quantizations);
    else if (marker === 0xdd) restartInterval = two(at + 4);
    else if (marker === 0xc1) quantizationNumber = bytes[at + 12] as number;
    else if (marker === 0xda) {
      const numbers = bytes[at + 6] as number;
      const differences = tables.get(numbers >> 4);
      const coefficients = tables.get(0x10 | (numbers & 15));
      const quantization = quantizations.get(quantizationNumber);
      if (!differences || !coefficients || !quantization)
        throw new AppError('dicom.damaged', { reason: 'the parts of a JPEG do not fit together' });
      return decodeScan(bytes, { differences, coefficients, quantization, restartInterval, start: end }, size);
    }
    at = end;
  }
  throw new AppError('dicom.truncated');
}
