import { clampPoint } from '../geometry/border.ts';
import type { Box } from '../geometry/boxes.ts';
import { imagePoint } from '../geometry/points.ts';
import type { ImagePoint } from '../geometry/points.ts';
import { pointsBounds } from '../geometry/rings.ts';
import type { Size } from '../geometry/viewTransform.ts';
import type { KeypointsShape, PlacedJoint } from '../shapes/keypoints/keypoints.ts';
import { isLabeled } from '../shapes/keypoints/keypointsGeometry.ts';
import type { Joint, Skeleton } from './skeleton.ts';

/** With nothing to go by, a skeleton is so large: a part of the image's smaller side. */
const usualPart = 0.25;

const placesOf = (joints: readonly { readonly x: number; readonly y: number }[]): Box =>
  pointsBounds(joints.flatMap(({ x, y }) => [x, y]));

/** From the skeleton's picture to the image, so that the one box becomes the other. */
function mapping(from: Box, to: Box, usual: number, image: Size): (joint: Joint) => ImagePoint {
  const scales = [to[2] / from[2], to[3] / from[3]].map((scale) =>
    Number.isFinite(scale) && scale > 0 ? scale : null,
  );
  // A line, or a point alone, tells no size across itself: it is as large as it is along.
  const [across, down] = [scales[0] ?? scales[1] ?? usual, scales[1] ?? scales[0] ?? usual];
  const middle = (box: Box, axis: 0 | 1): number => box[axis] + box[axis + 2]! / 2;
  return ({ x, y }) =>
    clampPoint(
      imagePoint(middle(to, 0) + (x - middle(from, 0)) * across, middle(to, 1) + (y - middle(from, 1)) * down),
      image,
    );
}

/** All joints of a skeleton visible, as its picture has them, so that they fill a box. */
export function fillBox({ joints }: Skeleton, box: Box, image: Size): KeypointsShape {
  const toImage = mapping(placesOf(joints), box, 1, image);
  return {
    kind: 'keypoints',
    joints: joints.map((joint) => {
      const { x, y } = toImage(joint);
      return { id: joint.id, visibility: 'visible', x, y };
    }),
  };
}

/**
 * All joints of a skeleton in its order: what is placed as it is, and what isn't, or isn't labeled and has no place, where
 * the picture of the skeleton lets expect it. What the skeleton hasn't stays at the end.
 */
export function completeJoints(
  { joints }: Skeleton,
  placed: readonly PlacedJoint[],
  image: Size,
): readonly PlacedJoint[] {
  const byId = new Map(placed.map((joint) => [joint.id, joint]));
  const known = joints.filter(({ id }) => {
    const joint = byId.get(id);
    return joint !== undefined && isLabeled(joint);
  });
  const usual = usualPart * Math.min(image.width, image.height);
  const toImage = mapping(placesOf(known), placesOf(known.flatMap(({ id }) => byId.get(id) ?? [])), usual, image);
  const ids = new Set(joints.map(({ id }) => id));
  return [
    ...joints.map((joint): PlacedJoint => {
      const there = byId.get(joint.id);
      if (there) return there;
      const { x, y } = toImage(joint);
      return { id: joint.id, visibility: 'unlabeled', x, y };
    }),
    ...placed.filter(({ id }) => !ids.has(id)),
  ];
}
