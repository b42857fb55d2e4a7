import type { DataSet } from 'dicom-parser';
import { AppError } from '#shared/contract/errors.ts';

/** A table of one colour: which number its first entry is for, and 8-bit values. */
interface ColorTable {
  readonly first: number;
  readonly values: Uint8Array;
}

/** Source: PS3.3, C.7.6.3.1.5 and C.7.6.3.1.6 (Palette Color Lookup Table Descriptor and Data). */
function readTable(dataset: DataSet, descriptorTag: string, dataTag: string, isSigned: boolean): ColorTable {
  const data = dataset.elements[dataTag];
  const entries = dataset.uint16(descriptorTag, 0);
  const bits = dataset.uint16(descriptorTag, 2);
  const first = (isSigned ? dataset.int16(descriptorTag, 1) : dataset.uint16(descriptorTag, 1)) ?? 0;
  if (!data || entries === undefined || bits === undefined)
    throw new AppError('dicom.damaged', { reason: 'its table of colours is missing' });
  // Zero stands for 65,536, which needs 17 bits.
  const count = entries === 0 ? 65_536 : entries;
  const isByte = data.length < 2 * count;
  if (data.length < count) throw new AppError('dicom.truncated');
  const values = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    const place = data.dataOffset + (isByte ? at : 2 * at);
    const value = isByte
      ? (dataset.byteArray[place] as number)
      : dataset.byteArrayParser.readUint16(dataset.byteArray, place);
    values[at] = !isByte && bits > 8 ? value >> 8 : value;
  }
  return { first, values };
}

/** Numbers as the colours that the file's tables have for them, interleaved. */
export function paintPalette(dataset: DataSet, numbers: ArrayLike<number>, isSigned: boolean): Uint8Array {
  const tables = ['1', '2', '3'].map((color) => readTable(dataset, `x0028110${color}`, `x0028120${color}`, isSigned));
  const data = new Uint8Array(3 * numbers.length);
  for (const [plane, { first, values }] of tables.entries()) {
    const last = values.length - 1;
    for (let at = 0; at < numbers.length; at += 1) {
      const index = Math.min(last, Math.max(0, (numbers[at] as number) - first));
      data[3 * at + plane] = values[index] as number;
    }
  }
  return data;
}
