import { labelRuns } from '../../geometry/labelRuns.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import { maskOf } from '../../shapes/mask/maskGeometry.ts';
import type { MaskShape } from '../../shapes/mask/mask.ts';

/** The masks of a map of numbers, row by row; 0 and those of `without` are none. */
export function mapMasks(
  values: ArrayLike<number>,
  size: Size,
  without: ReadonlySet<number> = new Set(),
): { readonly number: number; readonly shape: MaskShape }[] {
  return [...labelRuns(values, size)]
    .filter(([number]) => !without.has(number))
    .map(([number, runs]) => ({ number, shape: maskOf(runs, size) }));
}

/** The class of a number, by a list of names; one that the list hasn't is called by its number. */
export const numberedName = (names: readonly string[], number: number): string => names[number] ?? `class ${number}`;
