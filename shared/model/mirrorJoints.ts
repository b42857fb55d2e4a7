import type { Skeleton } from './skeleton.ts';

/** A name without its side: `left_eye` and `right_eye` are the same. */
const withoutSide = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => !['left', 'l', 'right', 'r'].includes(word))
    .join(' ');

/**
 * The joint that each joint is taken for in a mirrored picture, by id: the one of the same name at the other side. Joints
 * without one stand for themselves and are left out.
 */
export function mirrorJoints({ joints }: Skeleton): ReadonlyMap<string, string> {
  const partners = new Map<string, string>();
  for (const { id, name, side } of joints) {
    if (side === null) continue;
    const others = joints.filter(
      (one) => one.side !== null && one.side !== side && withoutSide(one.name) === withoutSide(name),
    );
    const [partner] = others;
    if (partner && others.length === 1) partners.set(id, partner.id);
  }
  return partners;
}
