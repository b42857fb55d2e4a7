import { AppError } from '#shared/contract/errors.ts';
import { BitReader, readSigned, readSymbol, readTables } from './huffman.ts';
import type { HuffmanTable } from './huffman.ts';

function readDifference(reader: BitReader, table: HuffmanTable): number {
  const size = readSymbol(reader, table);
  return size === 16 ? 32_768 : readSigned(reader, size);
}

/** Of left, above and above left. Source: ITU-T T.81, table H.1. */
const predictors: readonly ((a: number, b: number, c: number) => number)[] = [
  () => 0,
  (a) => a,
  (_a, b) => b,
  (_a, _b, c) => c,
  (a, b, c) => a + b - c,
  (a, b, c) => a + ((b - c) >> 1),
  (a, b, c) => b + ((a - c) >> 1),
  (a, b) => (a + b) >> 1,
];

interface Scan {
  readonly tables: readonly HuffmanTable[];
  readonly predictor: number;
  readonly pointTransform: number;
  readonly restartInterval: number;
  readonly start: number;
}

function decodeScan(bytes: Uint8Array, scan: Scan, out: Uint16Array, width: number, bits: number): void {
  const { tables, predictor, pointTransform, restartInterval, start } = scan;
  const count = tables.length;
  const rowLength = width * count;
  const predict = predictors[predictor] ?? predictors[0]!;
  const middle = 2 ** (bits - pointTransform - 1);
  const reader = new BitReader(bytes, start);
  const mask = 0xffff;
  let [left, firstOfPart] = [restartInterval, 0];
  for (let at = 0, pixel = 0; at < out.length; pixel += 1) {
    if (restartInterval > 0 && left === 0) {
      reader.restart();
      [left, firstOfPart] = [restartInterval, pixel];
    }
    left -= 1;
    const x = pixel % width;
    // The first row after a restart knows only what is to its left.
    const isFirstRow = pixel - firstOfPart < width;
    for (let component = 0; component < count; component += 1, at += 1) {
      const before = (out[at - count] as number) >> pointTransform;
      const above = isFirstRow ? 0 : (out[at - rowLength] as number) >> pointTransform;
      const guess =
        pixel === firstOfPart
          ? middle
          : isFirstRow
            ? before
            : x === 0
              ? above
              : predict(before, above, (out[at - rowLength - count] as number) >> pointTransform);
      out[at] = ((guess + readDifference(reader, tables[component] as HuffmanTable)) & mask) << pointTransform;
    }
    if (reader.missing > 64) throw new AppError('dicom.truncated');
  }
}

/**
 * Lossless JPEG with Huffman codes (Process 14, all predictors), of 2 to 16 bits; colours interleaved.
 * Format: ITU-T T.81, annex H.
 * @param size as the header of the stream says, checked by the caller
 * @throws {AppError} dicom.truncated, dicom.damaged
 */
export function decodeLosslessJpeg(
  bytes: Uint8Array,
  size: { readonly width: number; readonly height: number; readonly components: number; readonly bits: number },
): Uint16Array {
  const known = new Map<number, HuffmanTable>();
  let restartInterval = 0;
  const two = (place: number): number => ((bytes[place] as number) << 8) | (bytes[place + 1] as number);
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] as number;
    const end = at + 2 + two(at + 2);
    if (end > bytes.length) break;
    if (marker === 0xc4) readTables(bytes, at + 4, end, known);
    else if (marker === 0xdd) restartInterval = two(at + 4);
    else if (marker === 0xda) {
      const count = bytes[at + 4] as number;
      const tables = Array.from({ length: count }, (_, index) => known.get((bytes[at + 6 + 2 * index] as number) >> 4));
      const found = tables.filter((table) => table !== undefined);
      if (count !== size.components || found.length !== count)
        throw new AppError('dicom.damaged', { reason: 'the parts of a JPEG do not fit together' });
      const predictor = bytes[at + 5 + 2 * count] as number;
      const pointTransform = (bytes[at + 7 + 2 * count] as number) & 15;
      const out = new Uint16Array(size.width * size.height * count);
      decodeScan(
        bytes,
        { tables: found, predictor, pointTransform, restartInterval, start: end },
        out,
        size.width,
        size.bits,
      );
      return out;
    }
    at = end;
  }
  throw new AppError('dicom.truncated');
}
