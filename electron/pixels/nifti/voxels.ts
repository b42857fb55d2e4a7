import { AppError } from '#shared/contract/errors.ts';
import type { NiftiHeader } from '#shared/medical/nifti/niftiHeader.ts';

type Voxels =
  Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
type Reader = (view: DataView, at: number, isLittleEndian: boolean) => number;

interface VoxelType {
  readonly bytes: number;
  readonly create: (length: number) => Voxels;
  readonly read: Reader;
  /** All numbers there can be, where these are few enough to be told apart by 16 bits. */
  readonly range?: { readonly least: number; readonly most: number };
}

/** Source: nifti1.h, the DT_ codes. */
const types: Readonly<Record<number, VoxelType>> = {
  2: { bytes: 1, create: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at), range: { least: 0, most: 255 } },
  256: { bytes: 1, create: (n) => new Int8Array(n), read: (v, at) => v.getInt8(at), range: { least: -128, most: 127 } },
  4: {
    bytes: 2,
    create: (n) => new Int16Array(n),
    read: (v, at, le) => v.getInt16(at, le),
    range: { least: -32_768, most: 32_767 },
  },
  512: {
    bytes: 2,
    create: (n) => new Uint16Array(n),
    read: (v, at, le) => v.getUint16(at, le),
    range: { least: 0, most: 65_535 },
  },
  8: { bytes: 4, create: (n) => new Int32Array(n), read: (v, at, le) => v.getInt32(at, le) },
  768: { bytes: 4, create: (n) => new Uint32Array(n), read: (v, at, le) => v.getUint32(at, le) },
  16: { bytes: 4, create: (n) => new Float32Array(n), read: (v, at, le) => v.getFloat32(at, le) },
  64: { bytes: 8, create: (n) => new Float64Array(n), read: (v, at, le) => v.getFloat64(at, le) },
};

/** Three bytes of red, green and blue. */
export const rgbType = 128;

const names: Readonly<Record<number, string>> = {
  1: 'binary',
  32: 'complex64',
  1024: 'int64',
  1280: 'uint64',
  1536: 'float128',
  1792: 'complex128',
  2048: 'complex256',
  2304: 'rgba32',
};

export interface VoxelReader {
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly range: { readonly least: number; readonly most: number } | undefined;
  create(length: number): Voxels;
  /** The number with this index in the file; for colours its first byte. */
  at(index: number): number;
}

/** @throws {AppError} nifti.unsupportedType, nifti.truncated, nifti.damaged */
export function createVoxelReader(bytes: Uint8Array, header: NiftiHeader): VoxelReader {
  const { type, offset, dims, isLittleEndian } = header;
  const isRgb = type === rgbType;
  const known = isRgb ? types[2] : types[type];
  if (!known) throw new AppError('nifti.unsupportedType', { type: names[type] ?? String(type) });
  const size = isRgb ? 3 : known.bytes;
  const count = dims.reduce((product, length) => product * length, 1);
  if (!Number.isInteger(offset) || offset < 0)
    throw new AppError('nifti.damaged', { reason: `its voxels begin at ${offset}` });
  if (offset + count * size > bytes.length) throw new AppError('nifti.truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    ...{ bytes: size, range: known.range, isWhole: type !== 16 && type !== 64, create: known.create },
    at: (index) => known.read(view, offset + index * size, isLittleEndian),
  };
}
