import { AppError } from '#shared/contract/errors.ts';

/** Huffman codes of one table, to be looked up bit by bit: for each length the first code, and where its values begin. */
export interface HuffmanTable {
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
export class BitReader {
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

/** The next symbol of a table. @throws {AppError} dicom.damaged */
export function readSymbol(reader: BitReader, table: HuffmanTable): number {
  let code = 0;
  for (let length = 1; length <= 16; length += 1) {
    code = (code << 1) | reader.bit();
    if (code <= (table.lastCode[length] as number))
      return table.values[(table.valueAt[length] as number) + code - (table.firstCode[length] as number)] as number;
  }
  throw new AppError('dicom.damaged', { reason: 'a code of a JPEG is none' });
}

/** A number of so many bits, of which the first tells the sign. Source: ITU-T T.81, F.2.2.1 (EXTEND). */
export function readSigned(reader: BitReader, size: number): number {
  if (size === 0) return 0;
  const bits = reader.take(size);
  return bits < 2 ** (size - 1) ? bits - 2 ** size + 1 : bits;
}

/** The tables of one segment (DHT), by class (0 differences, 1 coefficients) and number. Format: ITU-T T.81, B.2.4.2. */
export function readTables(bytes: Uint8Array, start: number, end: number, tables: Map<number, HuffmanTable>): void {
  for (let place = start; place + 17 <= end;) {
    const counts = bytes.subarray(place + 1, place + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    tables.set(bytes[place] as number, makeTable(counts, bytes.subarray(place + 17, place + 17 + total)));
    place += 17 + total;
  }
}
