import type { DicomElement, DicomItem } from './elements.ts';
import { fromUtf8, toUtf8, withoutFiller } from './utf8.ts';

export const find = (item: DicomItem | undefined, tag: number): DicomElement | undefined =>
  item?.find((element) => element.tag === tag);

/** The items of a sequence; none where there is no such sequence. */
export function itemsOf(item: DicomItem | undefined, tag: number): readonly DicomItem[] {
  const value = find(item, tag)?.value;
  return value === undefined || value instanceof Uint8Array ? [] : value;
}

export function bytesOf(item: DicomItem | undefined, tag: number): Uint8Array | undefined {
  const value = find(item, tag)?.value;
  return value instanceof Uint8Array ? value : undefined;
}

/** Text without what fills it up; undefined: there is none. */
export function textOf(item: DicomItem | undefined, tag: number): string | undefined {
  const bytes = bytesOf(item, tag);
  const text = bytes && withoutFiller(fromUtf8(bytes));
  return text === '' ? undefined : text?.trimStart();
}

/** Whole numbers of two bytes; undefined: there is none. */
export function shortOf(item: DicomItem | undefined, tag: number, isLittleEndian = true): number | undefined {
  const bytes = bytesOf(item, tag);
  if (!bytes || bytes.length < 2) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint16(0, isLittleEndian);
}

/** As many decimal numbers as are asked for; undefined: it has others. */
export function decimalsOf(item: DicomItem | undefined, tag: number, count: number): number[] | undefined {
  const numbers = textOf(item, tag)?.split('\\').map(Number);
  return numbers?.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** An element with text, filled up to an even length. */
export function textElement(tag: number, vr: string, text: string): DicomElement {
  const bytes = toUtf8(text);
  if (bytes.length % 2 === 0) return { tag, vr, value: bytes };
  return { tag, vr, value: Uint8Array.of(...bytes, vr === 'UI' ? 0 : 0x20) };
}

/** Whole numbers of two bytes, lowest first. */
export const shortsElement = (tag: number, vr: 'US' | 'AT', ...numbers: readonly number[]): DicomElement => ({
  ...{ tag, vr },
  value: Uint8Array.from(numbers.flatMap((number) => [number & 0xff, (number >> 8) & 0xff])),
});

/** Whole numbers of four bytes, lowest first. */
export const longsElement = (tag: number, ...numbers: readonly number[]): DicomElement => ({
  ...{ tag, vr: 'UL' },
  value: Uint8Array.from(numbers.flatMap((number) => [0, 8, 16, 24].map((shift) => (number >>> shift) & 0xff))),
});

export const sequence = (tag: number, ...items: readonly DicomItem[]): DicomElement => ({
  tag,
  vr: 'SQ',
  value: items,
});

/** A decimal number as DICOM has it: at most 16 characters. Source: PS3.5, 6.2, DS. */
export function decimalText(number: number): string {
  const text = String(number);
  if (text.length <= 16) return text;
  for (let digits = 16; digits > 0; digits -= 1) {
    const shorter = String(Number(number.toPrecision(digits)));
    if (shorter.length <= 16) return shorter;
  }
  return '0';
}

export const decimalsElement = (tag: number, numbers: readonly number[]): DicomElement =>
  textElement(tag, 'DS', numbers.map(decimalText).join('\\'));

/** A code of a dictionary, as an item of a sequence. */
export const codeItem = (value: string, scheme: string, meaning: string): DicomItem => [
  textElement(0x00080100, 'SH', value),
  textElement(0x00080102, 'SH', scheme),
  textElement(0x00080104, 'LO', meaning),
];
