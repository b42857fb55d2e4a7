import { AppError } from '#shared/contract/errors.ts';

/** Huffman codes of one table, to be looked up bit by bit: for each length the first code, and where its values begin. */
interface HuffmanTable {
  readonly firstCode: Int32Array;
  readonly lastCode: Int32Array;
  readonly valueAt: Int32Array;
  readonly values: Uint8Array;
}

/** Format: ITU-T T.81, annex C and F.2.2.3. */
function makeTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const [firstCode, lastCode, valueAt] = [new Int32Array(17), new Int32Array(17).fill(-1), new Int32Array(17)];
  let [code, at] = [0, 0];
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1] as number;
    firstCode[length] = code;
    valueAt[length] = at;
    code += count;
    at += count;
    if (count > 0) lastCode[length] = code - 1;
    code <<= 1;
  }
  return { firstCode, lastCode, valueAt, values };
}

/** Bits of entropy-coded data, without the zeros that are stuffed after 0xff; past a marker there are only zeros. */
class BitReader {
  readonly #bytes: Uint8Array;
  at: number;
  #bits = 0;
  #count = 0;
  /** Bits that were made up because the data had ended. */
  missing = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  bit(): number {
    if (this.#count === 0) this.#fill();
    this.#count -= 1;
    return (this.#bits >> this.#count) & 1;
  }

  take(length: number): number {
    let value = 0;
    for (let left = length; left > 0; left -= 1) value = (value << 1) | this.bit();
    return value;
  }

  /** Goes on after the next restart marker. */
  restart(): void {
    this.#count = 0;
    const bytes = this.#bytes;
    while (this.at + 1 < bytes.length && !(bytes[this.at] === 0xff && ((bytes[this.at + 1] as number) & 0xf8) === 0xd0))
      this.at += 1;
    this.at += 2;
  }

  #fill(): void {
    const byte = this.#bytes[this.at];
    this.#count = 8;
    if (byte === undefined || (byte === 0xff && this.#bytes[this.at + 1] !== 0)) {
      this.#bits = 0;
      this.missing += 8;
      return;
    }
    this.#bits = byte;
    this.at += byte === 0xff ? 2 : 1;
  }
}

function readDifference(reader: BitReader, table: HuffmanTable): number {
  let code = 0;
  for (let length = 1; length <= 16; length += 1) {
    code = (code << 1) | reader.bit();
    if (code > (table.lastCode[length] as number)) continue;
    const size = table.values[(table.valueAt[length] as number) + code - (table.firstCode[length] as number)] as number;
    if (size === 0) return 0;
    if (size === 16) return 32_768;
    const bits = reader.take(size);
    return bits < 2 ** (size - 1) ? bits - 2 ** size + 1 : bits;
  }
  throw new AppError('dicom.damaged', { reason: 'a code of a JPEG is none' });
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
    if (marker === 0xc4) {
      for (let place = at + 4; place + 17 <= end;) {
        const counts = bytes.subarray(place + 1, place + 17);
        const total = counts.reduce((sum, count) => sum + count, 0);
        known.set((bytes[place] as number) & 15, makeTable(counts, bytes.subarray(place + 17, place + 17 + total)));
        place += 17 + total;
      }
    } else if (marker === 0xdd) restartInterval = two(at + 4);
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
