import type { Item } from './item.ts';

/**
 * What an item is called wherever people read it: the path of its file, and of a file of several images which of them it is, counted
 * from 1 as viewers do. A slice of another plane than the first says so by its number: those come after all others.
 */
export function itemName({
  path,
  frame,
  frameCount,
}: Pick<Item, 'path' | 'frame'> & { readonly frameCount: number }): string {
  return frameCount > 1 || frame > 0 ? `${path} #${frame + 1}` : path;
}

export const frameCountOf = ({ facts }: Pick<Item, 'facts'>): number => facts?.frameCount ?? 1;
