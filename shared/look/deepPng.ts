import type { GreyLevels } from './greyLevels.ts';

export type GreyMeaning = Pick<GreyLevels, 'scale' | 'asked'>;

/**
 * PNG of 16-bit grey, as data: browsers decode it to 8 bits. Inflating is the host's, here is what lies around it.
 * Source: W3C PNG (Third Edition), 5 (chunks), 7.3 (scanlines), 9 (filters).
 */
export interface DeepPng {
  readonly width: number;
  readonly height: number;
  /** Of the image that this is a smaller picture of; null: what it holds itself. */
  readonly levels: GreyLevels | null;
  /** What its samples stand for, and the window that its file asks for; null: nothing is said of it. */
  readonly meaning: GreyMeaning | null;
  /** One zlib stream, in parts. */
  readonly compressed: readonly Uint8Array<ArrayBuffer>[];
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Signature, then IHDR: length, name, width, height, depth, colour type, compression, filter, interlace; its checksum. */
const headBytes = 33;

/** A chunk of our own, as the standard allows them (14.2): private, and nobody else needs to know it. */
const levelsName = 'fpLv';
const meaningName = 'fpMg';

/** What the chunk holds: five numbers of 16 bits. */
export function writeLevels({ darkest, low, middle, high, brightest }: GreyLevels): { name: string; data: Uint8Array } {
  const data = new Uint8Array(10);
  const view = new DataView(data.buffer);
  [darkest, low, middle, high, brightest].forEach((value, at) => view.setUint16(2 * at, value));
  return { name: levelsName, data };
}

/** What the chunk holds: slope and intercept, then centre and width where there is a window, as numbers of 64 bits. */
export function writeMeaning({ scale, asked }: GreyMeaning): { name: string; data: Uint8Array } {
  const numbers = [scale?.slope ?? 1, scale?.intercept ?? 0, ...(asked ? [asked.centre, asked.width] : [])];
  const data = new Uint8Array(8 * numbers.length);
  const view = new DataView(data.buffer);
  numbers.forEach((value, at) => view.setFloat64(8 * at, value));
  return { name: meaningName, data };
}

function readMeaning(view: DataView, at: number, length: number): GreyMeaning {
  const number = (index: number): number => view.getFloat64(at + 8 * index);
  const scale = { slope: number(0), intercept: number(1) };
  return length >= 32 ? { scale, asked: { centre: number(2), width: number(3) } } : { scale };
}

/** @returns null for anything else than a PNG of 16-bit grey whose rows follow one another */
export function readDeepPng(bytes: Uint8Array<ArrayBuffer>): DeepPng | null {
  if (bytes.length < headBytes || signature.some((byte, at) => bytes[at] !== byte)) return null;
  const [depth, type, interlace] = [bytes[24], bytes[25], bytes[28]];
  if (depth !== 16 || type !== 0 || interlace !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const compressed: Uint8Array<ArrayBuffer>[] = [];
  let levels: GreyLevels | null = null;
  let meaning: GreyMeaning | null = null;
  for (let at = headBytes; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === 'IDAT') compressed.push(bytes.subarray(at + 8, at + 8 + length));
    else if (name === levelsName) {
      const [darkest = 0, low = 0, middle = 0, high = 0, brightest = 0] = [0, 2, 4, 6, 8].map((by) =>
        view.getUint16(at + 8 + by),
      );
      levels = { darkest, low, middle, high, brightest };
    } else if (name === meaningName && length >= 16 && at + 8 + length <= bytes.length) {
      meaning = readMeaning(view, at + 8, length);
    }
    at += length + 12;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), levels, meaning, compressed };
}

/** Of left, above and above left the one nearest to where the three lead. */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Takes the filter of one row away, in place; `above` is the row before it, without its filter. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array): void {
  if (filter === 0) return;
  for (let at = 0; at < row.length; at += 1) {
    const left = at >= 2 ? (row[at - 2] as number) : 0;
    const up = above[at] as number;
    const corner = at >= 2 ? (above[at - 2] as number) : 0;
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[at] = (row[at] as number) + guess;
  }
}

/**
 * The samples, from inflated scanlines; these are changed.
 * @throws when there are fewer than the size says: the file was cut off
 */
export function readSamples(scanlines: Uint8Array, width: number, height: number): Uint16Array<ArrayBuffer> {
  const stride = 2 * width + 1;
  if (scanlines.length < stride * height) throw new Error('the picture is not complete');
  const samples = new Uint16Array(width * height);
  let above: Uint8Array = new Uint8Array(2 * width);
  for (let y = 0; y < height; y += 1) {
    const row = scanlines.subarray(y * stride + 1, (y + 1) * stride);
    unfilter(scanlines[y * stride] as number, row, above);
    const start = y * width;
    for (let x = 0; x < width; x += 1) samples[start + x] = ((row[2 * x] as number) << 8) | (row[2 * x + 1] as number);
    above = row;
  }
  return samples;
}
