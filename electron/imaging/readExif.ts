import { metaNumber } from '#shared/model/metaNumber.ts';
import type { MetaValue } from '#shared/model/metaValue.ts';

/** Bytes of a value, by its type. Source: TIFF 6.0, section 2 (Types), and EXIF 2.3, 4.6.2. */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
/** Values of one entry that are looked at: none of those that are read has more. */
const mostValues = 8;
const mostText = 100;

interface Entries {
  text(tag: number): string | null;
  numbers(tag: number): readonly number[];
}

function openEntries(view: DataView, isLittle: boolean, offset: number): Entries {
  const entries = new Map<number, number>();
  const count = offset + 2 <= view.byteLength ? view.getUint16(offset, isLittle) : 0;
  for (let at = offset + 2; at + 12 <= view.byteLength && entries.size < count; at += 12)
    entries.set(view.getUint16(at, isLittle), at);

  /** Where the values of an entry lie, if all of them are within the bytes. */
  function valuesOf(tag: number): { type: number; count: number; at: number } | null {
    const entry = entries.get(tag);
    if (entry === undefined) return null;
    const [type, values] = [view.getUint16(entry + 2, isLittle), view.getUint32(entry + 4, isLittle)];
    const bytes = (sizes[type] ?? 0) * values;
    const at = bytes > 4 ? view.getUint32(entry + 8, isLittle) : entry + 8;
    return bytes === 0 || at + bytes > view.byteLength ? null : { type, count: values, at };
  }

  function numberAt(type: number, at: number): number {
    if (type === 3) return view.getUint16(at, isLittle);
    if (type === 4) return view.getUint32(at, isLittle);
    if (type === 9) return view.getInt32(at, isLittle);
    if (type === 5) return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle);
    if (type === 10) return view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle);
    return view.getUint8(at);
  }

  return {
    text(tag) {
      const found = valuesOf(tag);
      if (found?.type !== 2) return null;
      const bytes = new Uint8Array(view.buffer, view.byteOffset + found.at, Math.min(found.count, mostText));
      const text = new TextDecoder().decode(bytes).split('\0', 1)[0] ?? '';
      return text.replace(/[\p{Cc}\uFFFD]/gu, '').trim() || null;
    },
    numbers(tag) {
      const found = valuesOf(tag);
      if (!found || found.type === 2) return [];
      const { type, at } = found;
      const size = sizes[type] ?? 1;
      const all = Array.from({ length: Math.min(found.count, mostValues) }, (_, index) =>
        numberAt(type, at + index * size),
      );
      return all.every(Number.isFinite) ? all : [];
    },
  };
}

/** `2024:05:01 12:34:56` with its zone, if there is one, as others write it. */
function takenAt(exif: Entries): string | null {
  const match = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(exif.text(0x9003) ?? '');
  if (!match) return null;
  const [, year, month, day, time] = match;
  const zone = exif.text(0x9011) ?? '';
  const text = `${year}-${month}-${day}T${time}${/^[+-]\d{2}:\d{2}$/.test(zone) ? zone : ''}`;
  return metaNumber(text) === null ? null : text;
}

/** Degrees, minutes and seconds as degrees; south and west are below 0. */
function degrees(gps: Entries, tag: number, limit: number): number | null {
  const parts = gps.numbers(tag);
  if (parts.length < 3) return null;
  const [whole, minutes, seconds] = parts as [number, number, number];
  const value = whole + minutes / 60 + seconds / 3600;
  const isBelow = /^[SW]/i.test(gps.text(tag - 1) ?? '');
  return value > limit ? null : Number((isBelow ? -value : value).toFixed(6));
}

const short = (value: number): string => String(Number(value.toPrecision(6)));
/** As photographers write it: 1/250 of a second. */
const exposureText = (seconds: number): string => (seconds < 0.3 ? `1/${Math.round(1 / seconds)}` : short(seconds));

/**
 * What a camera says of a photo, and nothing else of what may stand there: no names, no comments, no numbers of devices. What makes no
 * sense is left out. Tags: EXIF 2.3, 4.6.
 * @param bytes a TIFF header with its entries, after `Exif\0\0` or by itself
 * @param location also where it was taken
 */
export function readExif(bytes: Uint8Array, { location }: { readonly location: boolean }): MetaValue[] {
  const start = Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? 6 : 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  if (view.byteLength < 8) return [];
  const mark = view.getUint16(0);
  if (mark !== 0x4949 && mark !== 0x4d4d) return [];
  const isLittle = mark === 0x4949;
  const open = (offset: number): Entries => openEntries(view, isLittle, offset);
  const main = open(view.getUint32(4, isLittle));
  const below = (tag: number): Entries => open(main.numbers(tag)[0] ?? view.byteLength);
  const exif = below(0x8769);
  const values: MetaValue[] = [];
  const add = (key: string, value: string | null, number = value === null ? null : metaNumber(value)): void => {
    if (value !== null) values.push({ key: `exif.${key}`, value, number });
  };
  const addNumber = (key: string, number: number | undefined, text = short): void => {
    if (number !== undefined && number > 0) add(key, text(number), number);
  };
  add('make', main.text(0x010f), null);
  add('model', main.text(0x0110), null);
  add('takenAt', takenAt(exif));
  addNumber('exposure', exif.numbers(0x829a)[0], exposureText);
  addNumber('aperture', exif.numbers(0x829d)[0]);
  addNumber('iso', exif.numbers(0x8827)[0]);
  addNumber('focalLength', exif.numbers(0x920a)[0]);
  if (!location) return values;
  const gps = below(0x8825);
  const [latitude, longitude] = [degrees(gps, 2, 90), degrees(gps, 4, 180)];
  if (latitude !== null && longitude !== null) {
    add('latitude', String(latitude), latitude);
    add('longitude', String(longitude), longitude);
  }
  return values;
}
