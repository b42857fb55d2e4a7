import { DicomError, deflatedLittleEndian, explicitBigEndian, implicitLittleEndian } from './elements.ts';
import { longVrs, pixelDataTag } from './elements.ts';
import type { DicomCoding, DicomElement, DicomFile, DicomItem } from './elements.ts';
import { fromLatin1, withoutFiller } from './utf8.ts';

const itemTag = 0xfffee000;
const itemEnd = 0xfffee00d;
const sequenceEnd = 0xfffee0dd;
const undefinedLength = 0xffffffff;
/** No file has sequences so deep in each other. */
const deepest = 64;

const implicit: DicomCoding = { isLittleEndian: true, isExplicit: false };

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  #need(length: number, end: number): void {
    if (this.at + length > end) throw new DicomError('an element reaches beyond its end', end === this.#bytes.length);
  }

  tag({ isLittleEndian }: DicomCoding, end: number): number {
    this.#need(4, end);
    const [group, element] = [0, 2].map((by) => this.#view.getUint16(this.at + by, isLittleEndian)) as [number, number];
    return ((group << 16) | element) >>> 0;
  }

  long({ isLittleEndian }: DicomCoding, end: number): number {
    this.#need(4, end);
    this.at += 4;
    return this.#view.getUint32(this.at - 4, isLittleEndian);
  }

  /** The VR of an element and the length of its value; stands at the value then. */
  head(coding: DicomCoding, end: number): { vr: string; length: number } {
    this.at += 4;
    if (!coding.isExplicit) return { vr: '', length: this.long(coding, end) };
    this.#need(4, end);
    const vr = fromLatin1(this.#bytes.subarray(this.at, this.at + 2));
    if (!/^[A-Z]{2}$/.test(vr)) throw new DicomError('an element has no type');
    this.at += 4;
    if (longVrs.has(vr)) return { vr, length: this.long(coding, end) };
    return { vr, length: this.#view.getUint16(this.at - 2, coding.isLittleEndian) };
  }

  take(length: number, end: number): Uint8Array {
    this.#need(length, end);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** All fragments of compressed pixels; stands after their end. */
  fragments(coding: DicomCoding, end: number): Uint8Array {
    const start = this.at;
    for (;;) {
      const tag = this.tag(coding, end);
      this.at += 4;
      const length = this.long(coding, end);
      if (tag === sequenceEnd) return this.#bytes.subarray(start, this.at - 8);
      if (tag !== itemTag || length === undefinedLength) throw new DicomError('compressed pixels are not in fragments');
      this.take(length, end);
    }
  }

  /** Some programs fill files up to the length of a block. */
  isAllZero(end: number): boolean {
    return this.#bytes.subarray(this.at, end).every((byte) => byte === 0);
  }

  isItemNext({ isLittleEndian }: DicomCoding, length: number): boolean {
    if (length < 8 || this.at + 4 > this.#bytes.length) return false;
    return this.tag({ isLittleEndian, isExplicit: true }, this.#bytes.length) === itemTag;
  }
}

/** The items of a sequence up to `end`, or to its delimiter. */
function readItems(reader: Reader, coding: DicomCoding, end: number, isOpen: boolean, depth: number): DicomItem[] {
  if (depth > deepest) throw new DicomError(`sequences lie more than ${deepest} deep in each other`);
  const items: DicomItem[] = [];
  while (isOpen || reader.at < end) {
    const tag = reader.tag(coding, end);
    reader.at += 4;
    const length = reader.long(coding, end);
    if (tag === sequenceEnd && isOpen) return items;
    if (tag !== itemTag) throw new DicomError('a sequence has something other than items');
    const isItemOpen = length === undefinedLength;
    const itemStops = isItemOpen ? end : reader.at + length;
    if (itemStops > end) throw new DicomError('an item reaches beyond its sequence', true);
    items.push(readItem(reader, coding, itemStops, { isOpen: isItemOpen, depth, until: undefinedLength }));
  }
  return items;
}

function readValue(
  reader: Reader,
  { tag, vr, length }: { readonly tag: number; readonly vr: string; readonly length: number },
  coding: DicomCoding,
  end: number,
  depth: number,
): DicomElement {
  // What a program that passed it on did not know is laid out implicitly: PS3.5, 6.2.2, note 2.
  const inner = vr === 'UN' ? implicit : coding;
  if (length === undefinedLength) {
    if (tag === pixelDataTag) return { tag, vr, value: reader.fragments(coding, end), isEncapsulated: true };
    return { tag, vr, value: readItems(reader, inner, end, true, depth + 1) };
  }
  const maySay = vr === '' || vr === 'UN';
  const isSequence = vr === 'SQ' || (maySay && tag !== pixelDataTag && reader.isItemNext(inner, length));
  if (!isSequence) return { tag, vr, value: reader.take(length, end) };
  const stops = reader.at + length;
  if (stops > end) throw new DicomError('a sequence reaches beyond its end', true);
  return { tag, vr, value: readItems(reader, inner, stops, false, depth + 1) };
}

function readItem(
  reader: Reader,
  coding: DicomCoding,
  end: number,
  { isOpen, depth, until }: { readonly isOpen: boolean; readonly depth: number; readonly until: number },
): DicomItem {
  const elements: DicomElement[] = [];
  while (isOpen || reader.at < end) {
    const tag = reader.tag(coding, end);
    if (tag === itemEnd && isOpen) {
      reader.at += 8;
      return elements;
    }
    if (tag >= until || (tag === 0 && depth === 0 && reader.isAllZero(end))) return elements;
    elements.push(readValue(reader, { tag, ...reader.head(coding, end) }, coding, end, depth));
  }
  return elements;
}

const hasPreamble = (bytes: Uint8Array): boolean =>
  bytes.length >= 132 && fromLatin1(bytes.subarray(128, 132)) === 'DICM';

/** The part of a file before its dataset, and where that begins. */
function readMeta(bytes: Uint8Array): { readonly transferSyntax: string; readonly start: number } {
  if (!hasPreamble(bytes)) return { transferSyntax: implicitLittleEndian, start: 0 };
  const reader = new Reader(bytes, 132);
  const coding = { isLittleEndian: true, isExplicit: true };
  let transferSyntax = implicitLittleEndian;
  while (reader.at < bytes.length && reader.tag(coding, bytes.length) >>> 16 === 2) {
    const tag = reader.tag(coding, bytes.length);
    const { length } = reader.head(coding, bytes.length);
    const value = reader.take(length, bytes.length);
    if (tag === 0x00020010) transferSyntax = withoutFiller(fromLatin1(value));
  }
  return { transferSyntax, start: reader.at };
}

/**
 * A DICOM file as its elements; values are views of the bytes.
 * @param options `until`: the first element that isn't read; `inflate`: unfolds a deflated dataset
 * @throws {DicomError}
 */
export function readDicomFile(
  bytes: Uint8Array,
  { until = undefinedLength, inflate }: { until?: number; inflate?: (bytes: Uint8Array) => Uint8Array } = {},
): DicomFile {
  const { transferSyntax, start } = readMeta(bytes);
  const coding = {
    isLittleEndian: transferSyntax !== explicitBigEndian,
    isExplicit: transferSyntax !== implicitLittleEndian,
  };
  const isDeflated = transferSyntax === deflatedLittleEndian;
  if (isDeflated && !inflate) throw new DicomError('it is deflated');
  const dataset = isDeflated && inflate ? inflate(bytes.subarray(start)) : bytes.subarray(start);
  const reader = new Reader(dataset, 0);
  const elements = readItem(reader, coding, dataset.length, { isOpen: false, depth: 0, until });
  return { transferSyntax, coding, elements };
}
