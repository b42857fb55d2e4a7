import type { MergeSides } from '#shared/contract/sharing.ts';
import { overlayLabels } from '../versions/overlayLabels.ts';
import type { OverlayLabel } from '../versions/overlayLabels.ts';

const shownIn = {
  mine: ['same', 'removed', 'before'],
  theirs: ['same', 'added', 'after'],
} as const satisfies Record<keyof MergeSides, readonly OverlayLabel['kind'][]>;

/** The labels of one side: those that the other side has just so are `same`. */
export function sideLabels({ mine, theirs }: MergeSides, side: keyof MergeSides): OverlayLabel[] {
  const kinds: readonly OverlayLabel['kind'][] = shownIn[side];
  return overlayLabels({ from: mine, to: theirs }).filter(({ kind }) => kinds.includes(kind));
}
