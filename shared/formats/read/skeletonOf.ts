import { findSkeletonFault, sideOfName } from '../../model/skeleton.ts';
import type { Skeleton } from '../../model/skeleton.ts';
import { skeletonTemplates } from '../../model/skeletonTemplates.ts';

/** Where a joint is in the picture of a skeleton that nobody has drawn: on a circle, the first at the top. */
function onCircle(at: number, count: number): { x: number; y: number } {
  const angle = (2 * Math.PI * at) / count;
  return { x: 0.5 + 0.45 * Math.sin(angle), y: 0.5 - 0.45 * Math.cos(angle) };
}

/**
 * The skeleton of a class of a file: joints are named by their ids, with the picture of a known skeleton of the same names.
 * @param edges pairs of joints, counted from 0
 * @returns null: it makes no sense (no joints, names twice, edges to nowhere)
 */
export function skeletonOf(names: readonly string[], edges: readonly (readonly [number, number])[]): Skeleton | null {
  if (names.length === 0 || names.length > 200) return null;
  const known = Object.values(skeletonTemplates).find(
    ({ joints }) => joints.length === names.length && joints.every(({ name }, at) => name === names[at]),
  );
  const joints = names.map((name, at) => ({
    ...{ id: name, name, side: sideOfName(name) },
    ...(known?.joints[at] ?? onCircle(at, names.length)),
  }));
  const skeleton = { joints, edges: edges.map(([a, b]) => [names[a] ?? '', names[b] ?? ''] as const) };
  const isTooLong = names.some((name) => name.length > 100);
  return isTooLong || findSkeletonFault(skeleton) ? null : skeleton;
}
