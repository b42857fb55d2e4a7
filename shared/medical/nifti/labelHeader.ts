import { niftiPlaces, readNiftiHeader } from './niftiHeader.ts';

/** NIFTI_INTENT_LABEL: each number is a name in a list. Source: nifti1.h. */
const labelIntent = 1002;
const types = { narrow: { code: 2, bits: 8 }, wide: { code: 512, bits: 16 } } as const;

/**
 * The header of a volume of class numbers that lies as another volume does: its sizes, unit, directions, and order of bytes. What people
 * may have written into the other's header, and what follows it, is left out.
 * @param head the first bytes of the other volume @throws {NiftiError}
 */
export function labelHeader(head: Uint8Array, isWide: boolean): Uint8Array {
  const { version, isLittleEndian } = readNiftiHeader(head);
  const at = niftiPlaces[version];
  const length = version === 2 ? 540 : 348;
  // Four zeros after it say that no extension follows.
  const bytes = new Uint8Array(length + 4);
  bytes.set(head.subarray(0, length));
  const view = new DataView(bytes.buffer);
  const real = (place: number, value: number): void =>
    version === 2 ? view.setFloat64(place, value, isLittleEndian) : view.setFloat32(place, value, isLittleEndian);
  const { code, bits } = types[isWide ? 'wide' : 'narrow'];
  view.setInt16(at.type, code, isLittleEndian);
  view.setInt16(at.bitpix, bits, isLittleEndian);
  if (version === 2) {
    view.setBigInt64(at.offset, BigInt(bytes.length), isLittleEndian);
    view.setInt32(at.intent, labelIntent, isLittleEndian);
  } else {
    view.setFloat32(at.offset, bytes.length, isLittleEndian);
    view.setInt16(at.intent, labelIntent, isLittleEndian);
  }
  for (const [place, value] of [
    [at.slope, 1],
    [at.inter, 0],
    [at.calMin, 0],
    [at.calMax, 0],
  ] as const)
    real(place, value);
  for (const [place, count] of at.texts) bytes.fill(0, place, place + count);
  return bytes;
}
