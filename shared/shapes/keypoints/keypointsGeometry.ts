import { clampPoint, stopAtBorder } from '../../geometry/border.ts';
import { containsPoint } from '../../geometry/boxes.ts';
import type { Box } from '../../geometry/boxes.ts';
import { imagePoint } from '../../geometry/points.ts';
import { areInside, boundsMiddle, pointsBounds, turnPoints } from '../../geometry/rings.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { ShapeGeometry } from '../shapeGeometry.ts';
import type { KeypointsShape, PlacedJoint, Visibility } from './keypoints.ts';

/** As a point is: twice as far still counts. */
const jointReach = 2;

export const isLabeled = ({ visibility }: PlacedJoint): boolean => visibility !== 'unlabeled';

const placesOf = (joints: readonly PlacedJoint[]): number[] => joints.flatMap(({ x, y }) => [x, y]);

/** Around what is labeled. */
function boundsOf({ joints }: KeypointsShape): Box {
  return pointsBounds(placesOf(joints.filter(isLabeled)));
}

/** With other places for its joints, `[x0, y0, ...]`; what isn't labeled may have been pushed out, and comes back in. */
function placed({ kind, joints }: KeypointsShape, places: readonly number[], image: Size): KeypointsShape {
  return {
    kind,
    joints: joints.map((joint, at) => {
      const point = imagePoint(places[2 * at] ?? joint.x, places[2 * at + 1] ?? joint.y);
      const { x, y } = isLabeled(joint) ? point : clampPoint(point, image);
      return { ...joint, x, y };
    }),
  };
}

/** The joint's place in the list that the handle is named by. */
const jointAt = (handleId: string): number => Number(handleId.split(' ')[1]);

/** With joints of another visibility; null when none would be labeled. */
export function setVisibility(
  { kind, joints }: KeypointsShape,
  isMeant: (joint: PlacedJoint, at: number) => boolean,
  visibility: Visibility,
): KeypointsShape | null {
  const after = joints.map((joint, at) => (isMeant(joint, at) ? { ...joint, visibility } : joint));
  return after.some(isLabeled) ? { kind, joints: after } : null;
}

const following: Readonly<Record<Visibility, Visibility>> = {
  visible: 'occluded',
  occluded: 'unlabeled',
  unlabeled: 'visible',
};

/**
 * The joints that are meant go from visible to occluded, to not labeled, and to visible again: all of them as the first
 * one does. What would leave nothing labeled makes them visible.
 */
export function cycleVisibility(shape: KeypointsShape, isMeant: (joint: PlacedJoint, at: number) => boolean) {
  const first = shape.joints.find(isMeant);
  if (!first) return shape;
  const next = following[first.visibility];
  return setVisibility(shape, isMeant, next) ?? setVisibility(shape, isMeant, 'visible') ?? shape;
}

export const keypointsGeometry: ShapeGeometry<KeypointsShape> = {
  bounds: boundsOf,
  // Of its bounds, as it is pointed at in them; what it covers nobody knows.
  area(shape) {
    const [, , width, height] = boundsOf(shape);
    return width * height;
  },
  outline: () => [],
  /** Anywhere among its joints; what is a joint alone, or all on a line, is hard to hit. */
  contains: (shape, point, reachPx) => containsPoint(boundsOf(shape), point, jointReach * reachPx),
  move(shape, dx, dy, image) {
    const [x, y, width, height] = boundsOf(shape);
    const [right, below] = [stopAtBorder(dx, x, width, image.width), stopAtBorder(dy, y, height, image.height)];
    return placed(
      shape,
      placesOf(shape.joints).map((value, at) => value + (at % 2 === 0 ? right : below)),
      image,
    );
  },
  rotate(shape, angle, image) {
    const middle = boundsMiddle(placesOf(shape.joints.filter(isLabeled)));
    const turned = placed(shape, turnPoints(placesOf(shape.joints), middle, angle), image);
    return areInside(placesOf(turned.joints.filter(isLabeled)), image) ? turned : null;
  },
  handles: ({ joints }) =>
    joints.map(({ x, y }, at) => ({
      ...{ id: `vertex ${at}`, point: imagePoint(x, y) },
      ...{ kind: 'vertex', cursor: 'move' },
    })),
  /** Whoever puts a joint somewhere says that it is there. */
  pull({ kind, joints }, handleId, to, image) {
    const { x, y } = clampPoint(to, image);
    const at = jointAt(handleId);
    const put = (joint: PlacedJoint): PlacedJoint => ({
      ...{ id: joint.id, visibility: isLabeled(joint) ? joint.visibility : 'visible' },
      ...{ x, y },
    });
    return { kind, joints: joints.map((joint, index) => (index === at ? put(joint) : joint)) };
  },
  /** A joint stays in the list: it is not labeled any more. */
  dropVertex: (shape, handleId) => setVisibility(shape, (_, at) => at === jointAt(handleId), 'unlabeled'),
};
