import type { CommandScope } from './commandRegistry.ts';

/** The view a key was pressed in. */
export const keyPlaces = ['gallery', 'annotate', 'review', 'compare', 'duplicates', 'other'] as const;
export type KeyPlace = (typeof keyPlaces)[number];

export function isInScope(scope: CommandScope, place: KeyPlace): boolean {
  if (scope === 'anywhere') return true;
  if (scope === 'workbench') return place === 'annotate' || place === 'review' || place === 'compare';
  return scope === place;
}

/** Whether there is a place where a key of the one could mean the other as well. */
export function doScopesOverlap(a: CommandScope, b: CommandScope): boolean {
  return keyPlaces.some((place) => isInScope(a, place) && isInScope(b, place));
}
