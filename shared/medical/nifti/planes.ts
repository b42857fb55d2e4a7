import { bodyAxes } from './affine.ts';
import type { VoxelAxis } from './affine.ts';
import type { NiftiHeader } from './niftiHeader.ts';

export type Plane = 'axial' | 'coronal' | 'sagittal';

/** Slices of one plane: which voxel axis goes across, down, and from slice to slice. */
export interface SlicePlane {
  readonly plane: Plane;
  readonly across: VoxelAxis;
  readonly down: VoxelAxis;
  readonly through: VoxelAxis;
  readonly sides: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
  /** Number of its first frame, and how many it has in all volumes. */
  readonly first: number;
  readonly count: number;
}

const turned = ({ axis, isReversed }: VoxelAxis): VoxelAxis => ({ axis, isReversed: !isReversed });

/**
 * The three planes as radiologists look at them: from the feet, or from the front, with the patient's right on the left; from the left
 * side, with the front on the left. Slices are counted to the head, to the front, to the right. Frames of the axial plane come first, then
 * coronal and sagittal ones.
 */
export function listPlanes({ affine, dims }: Pick<NiftiHeader, 'affine' | 'dims'>): readonly SlicePlane[] {
  const [x, y, z] = bodyAxes(affine);
  const axial = {
    across: turned(x),
    down: turned(y),
    through: z,
    sides: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
  };
  const coronal = {
    across: turned(x),
    down: turned(z),
    through: y,
    sides: { left: 'R', right: 'L', top: 'H', bottom: 'F' },
  };
  const sagittal = {
    across: turned(y),
    down: turned(z),
    through: x,
    sides: { left: 'A', right: 'P', top: 'H', bottom: 'F' },
  };
  let first = 0;
  return Object.entries({ axial, coronal, sagittal }).map(([plane, one]) => {
    const count = dims[one.through.axis] * dims[3];
    const listed = { ...one, plane: plane as Plane, first, count };
    first += count;
    return listed;
  });
}

/** Index of a slice's first voxel, and the steps from there across and down. */
export function walkOf(
  { dims }: Pick<NiftiHeader, 'dims'>,
  { across, down, through }: SlicePlane,
  slice: number,
  volume: number,
): { readonly first: number; readonly right: number; readonly below: number } {
  const strides = [1, dims[0], dims[0] * dims[1]] as const;
  const step = ({ axis, isReversed }: VoxelAxis): number => (isReversed ? -strides[axis] : strides[axis]);
  const start = ({ axis, isReversed }: VoxelAxis, at: number): number =>
    strides[axis] * (isReversed ? dims[axis] - 1 - at : at);
  const first = volume * strides[2] * dims[2] + start(across, 0) + start(down, 0) + start(through, slice);
  return { first, right: step(across), below: step(down) };
}
