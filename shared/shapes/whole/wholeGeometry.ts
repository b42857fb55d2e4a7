import type { ShapeGeometry } from '../shapeGeometry.ts';
import type { WholeShape } from './whole.ts';

/** It has no place: nothing to point at, nothing to pull. */
export const wholeGeometry: ShapeGeometry<WholeShape> = {
  bounds: () => null,
  area: () => 0,
  outline: () => [],
  contains: () => false,
  move: (shape) => shape,
  handles: () => [],
  pull: (shape) => shape,
  rotate: () => null,
  dropVertex: () => null,
};
