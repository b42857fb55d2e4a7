import { groupOf, longVrs } from './elements.ts';
import type { DicomCoding, DicomElement, DicomItem } from './elements.ts';
import { longsElement, textElement } from './values.ts';

const implicit: DicomCoding = { isLittleEndian: true, isExplicit: false };
const undefinedLength = 0xffffffff;

const sizeOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** The head of an element; of an item, which has no type, with `vr` null. */
export function elementHead(tag: number, vr: string | null, length: number, coding: DicomCoding): Uint8Array {
  const { isLittleEndian } = coding;
  const isTyped = coding.isExplicit && vr !== null;
  const isLong = isTyped && longVrs.has(vr);
  const head = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(head.buffer);
  view.setUint16(0, groupOf(tag), isLittleEndian);
  view.setUint16(2, tag & 0xffff, isLittleEndian);
  if (isTyped) head.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
  if (isTyped && !isLong) view.setUint16(6, length, isLittleEndian);
  else view.setUint32(isLong ? 8 : 4, length, isLittleEndian);
  return head;
}

function writeElement({ tag, vr, value, isEncapsulated = false }: DicomElement, coding: DicomCoding): Uint8Array[] {
  const sequenceEnd = (): Uint8Array => elementHead(0xfffee0dd, null, 0, coding);
  if (value instanceof Uint8Array) {
    if (isEncapsulated) return [elementHead(tag, vr, undefinedLength, coding), value, sequenceEnd()];
    return [elementHead(tag, vr, value.length, coding), value];
  }
  const inner = vr === 'UN' ? implicit : coding;
  const items = value.flatMap((item) => {
    const pieces = writeElements(item, inner);
    return [elementHead(0xfffee000, null, sizeOf(pieces), inner), ...pieces];
  });
  // Only of undefined length it is known that a sequence is meant: PS3.5, 6.2.2, note 2.
  if (vr === 'UN') return [elementHead(tag, vr, undefinedLength, coding), ...items, sequenceEnd()];
  return [elementHead(tag, vr, sizeOf(items), coding), ...items];
}

/** Elements as bytes, piece by piece: values are not copied. */
export const writeElements = (item: DicomItem, coding: DicomCoding): Uint8Array[] =>
  item.flatMap((element) => writeElement(element, coding));

/** Of this program, in files that it writes: 2.25 and a UUID. Source: PS3.5, B.2. */
const implementationClass = '2.25.74783226616601433979079651063523157369';

/** What comes before the dataset. Format: PS3.10, 7.1. */
export function writeFileHead(about: {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly transferSyntax: string;
}): Uint8Array[] {
  const coding = { isLittleEndian: true, isExplicit: true };
  const meta = writeElements(
    [
      { tag: 0x00020001, vr: 'OB', value: Uint8Array.of(0, 1) },
      textElement(0x00020002, 'UI', about.sopClass),
      textElement(0x00020003, 'UI', about.sopInstance),
      textElement(0x00020010, 'UI', about.transferSyntax),
      textElement(0x00020012, 'UI', implementationClass),
      textElement(0x00020013, 'SH', 'FIRSTPASS'),
    ],
    coding,
  );
  const start = new Uint8Array(132);
  start.set([0x44, 0x49, 0x43, 0x4d], 128);
  return [start, ...writeElements([longsElement(0x00020000, sizeOf(meta))], coding), ...meta];
}
