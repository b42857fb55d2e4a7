import type { Skeleton } from '#shared/model/skeleton.ts';
import { skeletonTemplates } from '#shared/model/skeletonTemplates.ts';

/**
 * The joints of a model that says only how many they are: of a person or a hand where the count fits one, else numbered
 * from 1, in a circle, and joined by nothing.
 */
export function guessedSkeleton(count: number): Skeleton {
  const known = Object.values(skeletonTemplates).find(({ joints }) => joints.length === count);
  if (known) return known;
  return {
    joints: Array.from({ length: count }, (_, index) => {
      const turn = (2 * Math.PI * index) / count;
      const name = String(index + 1);
      return { id: name, name, side: null, x: 0.5 + 0.45 * Math.sin(turn), y: 0.5 - 0.45 * Math.cos(turn) };
    }),
    edges: [],
  };
}
