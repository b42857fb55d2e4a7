import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { AppError } from '#shared/contract/errors.ts';
import { toValue } from '#shared/look/valueScale.ts';
import { openNifti } from '../../../../electron/pixels/nifti/openNifti.ts';
import { isGzip, unfold, unfoldHead } from '../../../../electron/pixels/nifti/unfold.ts';
import type { Raster } from '../../../../electron/pixels/raster.ts';

/** Two by three by two voxels, i fastest. */
const numbers = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15];
const writers: Readonly<Record<number, [number, (view: DataView, at: number, value: number, le: boolean) => void]>> = {
  2: [1, (view, at, value) => view.setUint8(at, value)],
  4: [2, (view, at, value, le) => view.setInt16(at, value, le)],
  8: [4, (view, at, value, le) => view.setInt32(at, value, le)],
  16: [4, (view, at, value, le) => view.setFloat32(at, value, le)],
  64: [8, (view, at, value, le) => view.setFloat64(at, value, le)],
  512: [2, (view, at, value, le) => view.setUint16(at, value, le)],
};

/** Voxels run to the left, the back and the head, as most scanners write them, unless `rows` says otherwise. */
function volume(
  type: number,
  {
    le = true,
    slope = 0,
    inter = 0,
    isSecond = false,
    rows = [
      [-2, 0, 0, 0],
      [0, -3, 0, 0],
      [0, 0, 4, 0],
    ],
  } = {},
): Uint8Array {
  const [bytes, write] = writers[type] as (typeof writers)[number];
  const head = isSecond ? 544 : 352;
  const file = new Uint8Array(head + numbers.length * bytes);
  const view = new DataView(file.buffer);
  const real = (at: number, value: number): void =>
    isSecond ? view.setFloat64(at, value, le) : view.setFloat32(at, value, le);
  const size = isSecond ? 8 : 4;
  view.setInt32(0, isSecond ? 540 : 348, le);
  [3, 2, 3, 2, 1, 1, 1, 1].forEach((value, at) =>
    isSecond ? view.setBigInt64(16 + 8 * at, BigInt(value), le) : view.setInt16(40 + 2 * at, value, le),
  );
  view.setInt16(isSecond ? 12 : 70, type, le);
  [1, 2, 3, 4].forEach((value, at) => real((isSecond ? 104 : 76) + size * at, value));
  if (isSecond) view.setBigInt64(168, BigInt(head), le);
  else view.setFloat32(108, head, le);
  real(isSecond ? 176 : 112, slope);
  real(isSecond ? 184 : 116, inter);
  if (isSecond) view.setInt32(348, 1, le);
  else view.setInt16(254, 1, le);
  rows.flat().forEach((value, at) => real((isSecond ? 400 : 280) + size * at, value));
  file.set(Buffer.from('n+1'), isSecond ? 4 : 344);
  if (isSecond) file.set(Buffer.from('n+2'), 4);
  numbers.forEach((value, at) => write(view, head + at * bytes, value, le));
  return file;
}

const valuesOf = (raster: Raster): number[] =>
  raster.kind === 'grey' ? [...raster.samples].map((sample) => toValue(raster.scale, sample)) : [...raster.data];

describe.each([2, 4, 8, 16, 64, 512])('numbers of type %i', (type) => {
  test.each([
    ['little endian', {}],
    ['big endian', { le: false }],
    ['NIfTI-2', { isSecond: true }],
    ['NIfTI-2, big endian', { isSecond: true, le: false }],
  ])('%s', async (_, options) => {
    const nifti = openNifti(volume(type, options));
    expect([nifti.frameCount, nifti.framesInAll, nifti.size(0)]).toEqual([2, 7, { width: 2, height: 3 }]);
    const values = [...valuesOf(await nifti.read(0)), ...valuesOf(await nifti.read(1))];
    values.forEach((value, at) => expect(value).toBeCloseTo(numbers[at] as number, 3));
  });
});

test('slope and intercept make values of numbers', async () => {
  const nifti = openNifti(volume(4, { slope: 2, inter: -5 }));
  expect(valuesOf(await nifti.read(0))).toEqual([-5, -3, -1, 1, 3, 5]);
});

test('three planes, each as radiologists look at it', async () => {
  const nifti = openNifti(volume(4));
  const facts = nifti.facts(0);
  expect(facts).toMatchObject({
    spacing: { xMm: 2, yMm: 3 },
    sides: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
    planes: [
      { name: 'axial', first: 0, count: 2 },
      { name: 'coronal', first: 2, count: 3 },
      { name: 'sagittal', first: 5, count: 2 },
    ],
  });
  // The rearmost coronal slice: j = 2 in both k, the upper one above.
  expect(valuesOf(await nifti.read(2))).toEqual([14, 15, 4, 5]);
  // The leftmost sagittal slice: i = 1, from the front to the back.
  expect(valuesOf(await nifti.read(5))).toEqual([11, 13, 15, 1, 3, 5]);
  expect(nifti.facts(5)).toMatchObject({ plane: 'sagittal', spacing: { xMm: 3, yMm: 4 } });
});

test('voxels that run the other way are turned', async () => {
  const nifti = openNifti(
    volume(4, {
      rows: [
        [2, 0, 0, 0],
        [0, 3, 0, 0],
        [0, 0, -4, 0],
      ],
    }),
  );
  expect(valuesOf(await nifti.read(0))).toEqual([15, 14, 13, 12, 11, 10]);
});

test('a file that is compressed is known and read', async () => {
  const folded = new Uint8Array(gzipSync(volume(4)));
  expect(isGzip(folded)).toBe(true);
  expect(unfoldHead(folded.subarray(0, 200), 348).length).toBeGreaterThan(0);
  expect(await unfold(folded)).toEqual(volume(4));
  const error = await unfold(folded.subarray(0, folded.length - 12)).catch((thrown: unknown) => thrown);
  expect((error as AppError).code).toBe('nifti.truncated');
});

test.each([
  ['cut off', volume(4).subarray(0, 360), 'nifti.truncated'],
  ['a head alone', volume(4).subarray(0, 300), 'nifti.truncated'],
  [
    'a type that nobody knows',
    (() => {
      const file = volume(4);
      file[70] = 32;
      return file;
    })(),
    'nifti.unsupportedType',
  ],
  [
    'sizes below nothing',
    (() => {
      const file = volume(4);
      file[43] = 255;
      return file;
    })(),
    'nifti.damaged',
  ],
])('%s: says what is wrong', (_, bytes, code) => {
  expect(() => openNifti(bytes)).toThrow(expect.objectContaining({ code }) as Error);
});
