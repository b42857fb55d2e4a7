import type { Shape } from '../shapes/shapeRegistry.ts';
import type { Skeleton } from './skeleton.ts';

/** A shape is fitted each time it is shown, and stays the same object while its skeleton does. */
const fitted = new WeakMap<Shape, { readonly skeleton: Skeleton; readonly shape: Shape }>();

/**
 * Keypoints as a class has them: a model that calls its joints by other names than the class, but has as many, means them in
 * the same order. Where one name fits, or the counts differ, nothing is changed: nobody could say which joint is which.
 */
export function fitJoints(shape: Shape, skeleton: Skeleton | undefined): Shape {
  if (shape.kind !== 'keypoints' || skeleton?.joints.length !== shape.joints.length) return shape;
  const ids = new Set(skeleton.joints.map(({ id }) => id));
  if (shape.joints.some(({ id }) => ids.has(id))) return shape;
  const known = fitted.get(shape);
  if (known?.skeleton === skeleton) return known.shape;
  const joints = shape.joints.map((joint, at) => ({ ...joint, id: skeleton.joints[at]?.id ?? joint.id }));
  const renamed: Shape = { ...shape, joints };
  fitted.set(shape, { skeleton, shape: renamed });
  return renamed;
}
