import { determinant } from '../../geometry/affine.ts';
import { clipShape } from '../../shapes/clipShape.ts';
import { geometryOf } from '../../shapes/shapeRegistry.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import { transformShape } from '../../shapes/transformShape.ts';
import type { ClassId } from '../ids.ts';
import { mirrorKeypoints } from '../mirrorKeypoints.ts';
import type { Skeleton } from '../skeleton.ts';
import type { AugmentPart, AugmentPlan } from './augmentPlan.ts';

/** A label of which less is left in the copy is left out, as a part of what it was (see `Clipped`). */
export const leastRemaining = 0.2;

interface Placed {
  readonly classId: ClassId;
  readonly shape: Shape;
}

/** The shape in the copy; null where too little of it is left. */
function augmentShape(
  shape: Shape,
  { affine, cell }: AugmentPart,
  plan: AugmentPlan,
  skeleton: Skeleton | undefined,
): Shape | null {
  const moved = transformShape(shape, affine, plan);
  const turned = determinant(affine) < 0 ? mirrorKeypoints(moved, skeleton) : moved;
  const { shape: left, remaining } = clipShape(turned, cell);
  // A mask has lost already what lies beyond the copy.
  const whole = shape.kind === 'mask' ? geometryOf(shape).area(shape) * Math.abs(determinant(affine)) : 0;
  const share = shape.kind === 'mask' ? geometryOf(left).area(left) / whole : remaining;
  return share > 0 && share >= leastRemaining ? left : null;
}

/**
 * The labels of a changed copy: those of its images where they come to lie, cut at the border of their part. A class of the whole
 * image is the copy's, once.
 * @param sources labels of the images that the plan is of
 */
export function augmentLabels<Label extends Placed>(
  plan: AugmentPlan,
  sources: readonly (readonly Label[])[],
  skeletonOf: (classId: ClassId) => Skeleton | undefined,
): { readonly labels: readonly Label[]; readonly dropped: number } {
  const labels: Label[] = [];
  const ofWhole = new Set<ClassId>();
  let dropped = 0;
  for (const part of plan.parts) {
    for (const label of sources[part.source] ?? []) {
      const { classId, shape } = label;
      if (shape.kind === 'whole') {
        if (!ofWhole.has(classId)) labels.push(label);
        ofWhole.add(classId);
        continue;
      }
      const left = augmentShape(shape, part, plan, skeletonOf(classId));
      if (left) labels.push({ ...label, shape: left });
      else dropped += 1;
    }
  }
  return { labels, dropped };
}
