/** Writes small DICOM files by hand, for what no real file at hand has. Format: PS3.5, chapter 7, and PS3.10. */
export type DicomValue = string | Uint8Array | { readonly us: readonly number[] };
export type DicomElement = readonly [group: number, element: number, vr: string, value: DicomValue];

const longVrs = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);

interface Coding {
  readonly isLittleEndian: boolean;
  readonly isExplicit: boolean;
}

function toBytes(value: DicomValue, vr: string, { isLittleEndian }: Coding): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object') {
    const bytes = new Uint8Array(2 * value.us.length);
    const view = new DataView(bytes.buffer);
    value.us.forEach((number, at) => view.setUint16(2 * at, number, isLittleEndian));
    return bytes;
  }
  const padded = value.length % 2 === 1 ? value + (vr === 'UI' ? '\0' : ' ') : value;
  return new Uint8Array(Buffer.from(padded, 'latin1'));
}

function element([group, number, vr, value]: DicomElement, coding: Coding): Buffer {
  const bytes = toBytes(value, vr, coding);
  const { isLittleEndian, isExplicit } = coding;
  const isLong = longVrs.has(vr);
  const head = Buffer.alloc(isExplicit && isLong ? 12 : 8);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  view.setUint16(0, group, isLittleEndian);
  view.setUint16(2, number, isLittleEndian);
  if (isExplicit) head.write(vr, 4, 'latin1');
  if (isExplicit && !isLong) view.setUint16(6, bytes.length, isLittleEndian);
  else view.setUint32(isExplicit ? 8 : 4, bytes.length, isLittleEndian);
  return Buffer.concat([head, bytes]);
}

export const syntaxes = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  bigEndian: '1.2.840.10008.1.2.2',
} as const;

/** A whole file; elements come in the order of their tags. */
export function dicomBytes(syntax: string, elements: readonly DicomElement[]): Uint8Array {
  const plain = { isLittleEndian: true, isExplicit: true };
  const coding = { isLittleEndian: syntax !== syntaxes.bigEndian, isExplicit: syntax !== syntaxes.implicit };
  const meta = element([0x0002, 0x0010, 'UI', syntax], plain);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const head = element([0x0002, 0x0000, 'UL', new Uint8Array(length)], plain);
  const body = elements.map((one) => element(one, coding));
  return new Uint8Array(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), head, meta, ...body]));
}

interface ImageOptions {
  readonly rows: number;
  readonly columns: number;
  readonly photometric?: string;
  readonly samplesPerPixel?: number;
  readonly bits?: number;
  readonly isSigned?: boolean;
  readonly isPlanar?: boolean;
  readonly pixels: Uint8Array;
  readonly more?: readonly DicomElement[];
}

/** An image and what else is to be in its file. */
export function dicomImage(syntax: string, options: ImageOptions): Uint8Array {
  const { rows, columns, photometric = 'MONOCHROME2', samplesPerPixel = 1, bits = 16, pixels, more = [] } = options;
  const us = (number: number): DicomValue => ({ us: [number] });
  const all: DicomElement[] = [
    [0x0028, 0x0002, 'US', us(samplesPerPixel)],
    [0x0028, 0x0004, 'CS', photometric],
    ...(samplesPerPixel > 1 ? [[0x0028, 0x0006, 'US', us(options.isPlanar ? 1 : 0)] as const] : []),
    [0x0028, 0x0010, 'US', us(rows)],
    [0x0028, 0x0011, 'US', us(columns)],
    [0x0028, 0x0100, 'US', us(bits > 8 ? 16 : 8)],
    [0x0028, 0x0101, 'US', us(bits)],
    [0x0028, 0x0102, 'US', us(bits - 1)],
    [0x0028, 0x0103, 'US', us(options.isSigned ? 1 : 0)],
    [0x7fe0, 0x0010, 'OW', pixels],
    ...more,
  ];
  return dicomBytes(
    syntax,
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  );
}

/** Numbers of 16 bits as pixel data. */
export function words(numbers: readonly number[], isLittleEndian = true): Uint8Array {
  const bytes = new Uint8Array(2 * numbers.length);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, at) => view.setUint16(2 * at, number & 0xffff, isLittleEndian));
  return bytes;
}
