import { fromQuaternion } from './affine.ts';
import type { Affine } from './affine.ts';

/** A file that isn't what it says. */
export class NiftiError extends Error {
  override readonly name = 'NiftiError';
  readonly isTruncated: boolean;

  constructor(reason: string, isTruncated = false) {
    super(reason);
    this.isTruncated = isTruncated;
  }
}

export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly isLittleEndian: boolean;
  /** Voxels along i, j, k, and how many volumes follow one another. */
  readonly dims: readonly [number, number, number, number];
  readonly type: number;
  /** Where the voxels begin in the file. */
  readonly offset: number;
  /** Value of a number: `slope * number + intercept`. */
  readonly slope: number;
  readonly intercept: number;
  /** Millimetres from one voxel to the next along i, j, k; null: the file counts in something else. */
  readonly spacing: readonly [number, number, number] | null;
  /** From voxels to the patient's right-to-left, back-to-front, feet-to-head; null: the file doesn't say. */
  readonly affine: Affine | null;
  /** The values that are meant to be black and white; null: not said. */
  readonly shown: readonly [number, number] | null;
}

/**
 * Where each field lies, by the version of the header. `texts`: where people write, as place and length.
 * Source: nifti1.h and nifti2.h of the NIfTI data format working group.
 */
export const niftiPlaces = {
  1: {
    dim: 40,
    type: 70,
    pixdim: 76,
    offset: 108,
    slope: 112,
    inter: 116,
    calMax: 124,
    calMin: 128,
    units: 123,
    qform: 252,
    sform: 254,
    quatern: 256,
    srow: 280,
    bitpix: 72,
    intent: 68,
    texts: [
      [4, 28],
      [148, 104],
      [328, 16],
    ],
  },
  2: {
    dim: 16,
    type: 12,
    pixdim: 104,
    offset: 168,
    slope: 176,
    inter: 184,
    calMax: 192,
    calMin: 200,
    units: 500,
    qform: 344,
    sform: 348,
    quatern: 352,
    srow: 400,
    bitpix: 14,
    intent: 504,
    texts: [
      [240, 104],
      [508, 16],
    ],
  },
} as const;

const millimetres: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 };
const mostVoxels = 2 ** 31;

/** Numbers as the two versions of the header have them. */
function createFields(view: DataView, isSecond: boolean, isLittleEndian: boolean) {
  return {
    whole: (at: number): number =>
      isSecond ? Number(view.getBigInt64(at, isLittleEndian)) : view.getInt16(at, isLittleEndian),
    real: (at: number): number =>
      isSecond ? view.getFloat64(at, isLittleEndian) : view.getFloat32(at, isLittleEndian),
    wholeBytes: isSecond ? 8 : 2,
    realBytes: isSecond ? 8 : 4,
  };
}

type Fields = ReturnType<typeof createFields>;

function readDims({ whole, wholeBytes }: Fields, at: number): NiftiHeader['dims'] {
  const rank = whole(at);
  const size = (axis: number): number => (axis <= rank ? whole(at + axis * wholeBytes) : 1);
  const volumes = [4, 5, 6, 7].reduce((product, axis) => product * Math.max(1, size(axis)), 1);
  const dims = [size(1), size(2), size(3), volumes] as const;
  const voxels = dims.reduce((product, length) => product * length, 1);
  if (rank < 1 || rank > 7 || dims.some((length) => !(length >= 1)) || voxels > mostVoxels)
    throw new NiftiError(`its size is ${dims.join(' x ')}`);
  return dims;
}

/**
 * The header of a NIfTI-1 or NIfTI-2 file of either order of bytes.
 * @throws {NiftiError}
 */
export function readNiftiHeader(bytes: Uint8Array): NiftiHeader {
  if (bytes.length < 352) throw new NiftiError('its header is cut off', true);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittleEndian = [348, 540].includes(view.getInt32(0, true));
  const isSecond = view.getInt32(0, isLittleEndian) === 540;
  if (isSecond && bytes.length < 544) throw new NiftiError('its header is cut off', true);
  const at = niftiPlaces[isSecond ? 2 : 1];
  const fields = createFields(view, isSecond, isLittleEndian);
  const { real, realBytes } = fields;
  const code = (place: number): number =>
    isSecond ? view.getInt32(place, isLittleEndian) : view.getInt16(place, isLittleEndian);
  const reals = (place: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => real(place + index * realBytes));
  const pixdim = reals(at.pixdim, 4);
  const units = isSecond ? view.getInt32(at.units, isLittleEndian) : (bytes[at.units] as number);
  // Most programs that leave the unit out mean millimetres.
  const toMm = (units & 7) === 0 ? 1 : (millimetres[units & 7] ?? 0);
  const lengths = pixdim.slice(1).map((length) => Math.abs(length) * toMm) as [number, number, number];
  const [slope, inter] = [real(at.slope), real(at.inter)];
  const isScaled = Number.isFinite(slope) && slope !== 0 && Number.isFinite(inter);
  const [black, white] = [real(at.calMin), real(at.calMax)];
  const rows = [0, 1, 2].map((row) => reals(at.srow + row * 4 * realBytes, 4));
  const affine =
    code(at.sform) > 0
      ? (rows as unknown as Affine)
      : code(at.qform) > 0
        ? fromQuaternion(reals(at.quatern, 3), (pixdim[0] ?? 1) < 0 ? -1 : 1, pixdim.slice(1))
        : null;
  return {
    version: isSecond ? 2 : 1,
    isLittleEndian,
    dims: readDims(fields, at.dim),
    type: view.getInt16(at.type, isLittleEndian),
    offset: isSecond ? Number(view.getBigInt64(at.offset, isLittleEndian)) : view.getFloat32(at.offset, isLittleEndian),
    ...(isScaled ? { slope, intercept: inter } : { slope: 1, intercept: 0 }),
    spacing: lengths.every((length) => Number.isFinite(length) && length > 0) ? lengths : null,
    affine: affine?.flat().every(Number.isFinite) === true ? affine : null,
    shown: Number.isFinite(black) && Number.isFinite(white) && white > black ? [black, white] : null,
  };
}
