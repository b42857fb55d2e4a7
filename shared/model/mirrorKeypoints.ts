import type { Shape } from '../shapes/shapeRegistry.ts';
import { mirrorJoints } from './mirrorJoints.ts';
import type { Skeleton } from './skeleton.ts';

/**
 * Keypoints of a picture that was mirrored: what was a left hand is a right one there. Joints that have no partner by side and
 * name keep their own; in the order of the skeleton.
 */
export function mirrorKeypoints(shape: Shape, skeleton: Skeleton | undefined): Shape {
  if (shape.kind !== 'keypoints' || !skeleton) return shape;
  const partners = mirrorJoints(skeleton);
  const order = new Map(skeleton.joints.map(({ id }, at) => [id, at]));
  const placeOf = (id: string): number => order.get(id) ?? order.size;
  const joints = shape.joints.map((joint) => {
    const partner = partners.get(joint.id);
    // Where two lefts are like one right, nobody could say which is which.
    return partner !== undefined && partners.get(partner) === joint.id ? { ...joint, id: partner } : joint;
  });
  return { kind: 'keypoints', joints: joints.sort((a, b) => placeOf(a.id) - placeOf(b.id)) };
}
