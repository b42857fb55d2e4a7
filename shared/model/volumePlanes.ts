import { planeSchema } from './itemFacts.ts';
import type { ItemFacts, Plane } from './itemFacts.ts';

/** In the order in which their slices are counted as frames. */
export const allPlanes = planeSchema.options;

/** Planes of volumes whose slices are images of a project. Axial slices always are: the first of them stands for the file. */
export const normalPlanes = (chosen: readonly Plane[]): Plane[] =>
  allPlanes.filter((plane) => plane === 'axial' || chosen.includes(plane));

/** The frames of a file, from 0, that are images of a project whose volumes have these planes. */
export function framesOf(
  { frameCount, planes }: Pick<ItemFacts, 'frameCount' | 'planes'>,
  chosen: readonly Plane[],
): number[] {
  const ranges = planes?.filter(({ name }) => chosen.includes(name)) ?? [{ first: 0, count: frameCount }];
  return ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at));
}
