import type { ItemFacts } from '#shared/model/itemFacts.ts';
import { measureLevels } from '#shared/look/greyLevels.ts';
import { AppError } from '#shared/contract/errors.ts';
import { NiftiError, readNiftiHeader } from '#shared/medical/nifti/niftiHeader.ts';
import type { NiftiHeader } from '#shared/medical/nifti/niftiHeader.ts';
import { listPlanes, walkOf } from '#shared/medical/nifti/planes.ts';
import type { SlicePlane } from '#shared/medical/nifti/planes.ts';
import { framePixelLimit } from '../raster.ts';
import type { NamedWindow, Raster } from '../raster.ts';
import { rangeOf, rescale, toSamples } from '../toGrey.ts';
import type { Volume } from '../volume.ts';
import { createVoxelReader, rgbType } from './voxels.ts';
import type { VoxelReader } from './voxels.ts';

/** So many voxels, spread over the volume, tell what values it has. */
const measured = 1_000_000;

/** All voxels of the volume, or so many that they tell what there is. */
function sampleVolume(voxels: VoxelReader, count: number, step: number): ArrayLike<number> {
  const some = voxels.create(Math.ceil(count / step));
  for (let at = 0, index = 0; index < count; at += 1, index += step) some[at] = voxels.at(index);
  return some;
}

/** The window whose edges are these values. */
const windowOf = (black: number, white: number): NamedWindow => ({
  name: '',
  centre: (black + white + 1) / 2,
  width: Math.max(1, white - black + 1),
});

/** @throws {AppError} nifti.truncated, nifti.damaged, image.tooLarge */
function readHeader(bytes: Uint8Array): NiftiHeader {
  try {
    const header = readNiftiHeader(bytes);
    const [width, height, depth] = header.dims;
    if (Math.max(width * height, width * depth, height * depth) <= framePixelLimit) return header;
    const megapixels = Math.round((width * height) / 1e6);
    throw new AppError('image.tooLarge', { megapixels, limit: framePixelLimit / 1e6 });
  } catch (error) {
    if (!(error instanceof NiftiError)) throw error;
    if (error.isTruncated) throw new AppError('nifti.truncated', {}, { cause: error });
    throw new AppError('nifti.damaged', { reason: error.message }, { cause: error });
  }
}

/**
 * A NIfTI volume and its slices. Frames are slices: first the axial ones of all volumes, then coronal, then sagittal ones.
 * @throws {AppError} nifti.*, image.tooLarge
 */
export function openNifti(bytes: Uint8Array): Volume {
  const header = readHeader(bytes);
  const voxels = createVoxelReader(bytes, header);
  const { dims, spacing, affine, slope, intercept, shown } = header;
  const planes = listPlanes(header);
  const count = dims.reduce((product, length) => product * length, 1);
  const isRgb = header.type === rgbType;
  const planeOf = (frame: number): SlicePlane =>
    planes.find(({ first, count: own }) => frame < first + own) ?? (planes[2] as SlicePlane);
  const sizeOf = ({ across, down }: SlicePlane) => ({ width: dims[across.axis], height: dims[down.axis] });

  let known: { range: { least: number; most: number }; windows: readonly NamedWindow[] } | null = null;
  /** The same for all slices, so that one can be compared with the next. */
  function measure(): NonNullable<typeof known> {
    if (known) return known;
    const range = voxels.range ?? rangeOf(sampleVolume(voxels, count, 1));
    const some = sampleVolume(voxels, count, Math.max(1, Math.floor(count / measured)));
    const { samples, scale } = toSamples(some, range, voxels.isWhole);
    const { low, high } = measureLevels(samples);
    const value = (sample: number): number => (sample * scale.slope + scale.intercept) * slope + intercept;
    const [a, b] = [value(low), value(high)];
    known = { range, windows: [shown ? windowOf(...shown) : windowOf(Math.min(a, b), Math.max(a, b))] };
    return known;
  }

  function read(frame: number): Raster {
    const plane = planeOf(frame);
    const { width, height } = sizeOf(plane);
    const slices = dims[plane.through.axis];
    const at = frame - plane.first;
    const { first, right, below } = walkOf(header, plane, at % slices, Math.floor(at / slices));
    if (isRgb) {
      const data = new Uint8Array(3 * width * height);
      const start = header.offset;
      for (let y = 0, to = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1, to += 3) {
          const from = start + 3 * (first + y * below + x * right);
          data.set(bytes.subarray(from, from + 3), to);
        }
      return { kind: 'color', width, height, data };
    }
    const numbers = voxels.create(width * height);
    for (let y = 0, to = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1, to += 1) numbers[to] = voxels.at(first + y * below + x * right);
    const { range, windows } = measure();
    const { samples, scale } = toSamples(numbers, range, voxels.isWhole);
    return { kind: 'grey', width, height, samples, scale: rescale(scale, slope, intercept), windows };
  }

  return {
    ...{ format: 'nifti', channels: isRgb ? 3 : 1, bitDepth: isRgb ? 8 : 8 * voxels.bytes },
    frameCount: planes[0]?.count ?? 0,
    framesInAll: planes.reduce((sum, plane) => sum + plane.count, 0),
    size: (frame) => sizeOf(planeOf(frame)),
    facts(frame): ItemFacts {
      const plane = planeOf(frame);
      const [across, down] = [spacing?.[plane.across.axis], spacing?.[plane.down.axis]];
      return {
        ...{ kind: 'nifti', frameCount: planes[0]?.count ?? 1 },
        ...{ plane: plane.plane, slice: frame - plane.first },
        planes: planes.map(({ plane: name, first, count: own }) => ({ name, first, count: own })),
        ...(across !== undefined && down !== undefined
          ? { spacing: { xMm: across, yMm: down, isAtDetector: false } }
          : {}),
        ...(affine ? { sides: plane.sides } : {}),
        ...(shown && !isRgb ? { windows: [windowOf(...shown)] } : {}),
      };
    },
    metadata: (frame) => [{ key: 'nifti.plane', value: planeOf(frame).plane, number: null }],
    read: (frame) => Promise.resolve().then(() => read(frame)),
  };
}
