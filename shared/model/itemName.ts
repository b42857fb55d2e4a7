import type { Item } from './item.ts';
import type { Plane } from './itemFacts.ts';

/** Which image of its file an item is. */
export interface ItemPlace extends Pick<Item, 'path' | 'frame'> {
  readonly frameCount: number;
  /** Of a slice of a volume, and its number in that plane, from 0; null: it is none, or nothing is known yet. */
  readonly plane: Plane | null;
  readonly slice: number | null;
}

/**
 * What an item is called wherever people read it: the path of its file, and of a file of several images which of them it is, counted
 * from 1 as viewers do. A slice of another plane than the first says which: `scan.nii coronal #12`.
 */
export function itemName({ path, frame, frameCount, plane, slice }: ItemPlace): string {
  if (plane !== null && plane !== 'axial' && slice !== null) return `${path} ${plane} #${slice + 1}`;
  return frameCount > 1 || frame > 0 ? `${path} #${frame + 1}` : path;
}

export const placeOf = ({ path, frame, facts }: Pick<Item, 'path' | 'frame' | 'facts'>): ItemPlace => ({
  ...{ path, frame, frameCount: facts?.frameCount ?? 1 },
  ...{ plane: facts?.plane ?? null, slice: facts?.slice ?? null },
});
