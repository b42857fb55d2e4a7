import { uniteBoxes } from '#shared/geometry/boxes.ts';
import { orientedCorners, toImageAxes, toOwnAxes } from '#shared/geometry/oriented.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { pointsBounds, ringPoints } from '#shared/geometry/rings.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { combineShapes } from '#shared/shapes/combineShapes.ts';
import type { KeypointsShape } from '#shared/shapes/keypoints/keypoints.ts';
import { isLabeled } from '#shared/shapes/keypoints/keypointsGeometry.ts';
import type { RotatedBoxShape } from '#shared/shapes/rotatedBox/rotatedBox.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** The smallest box of the first one's angle that holds both. */
function uniteRotated(a: RotatedBoxShape, b: RotatedBoxShape): RotatedBoxShape {
  const corners = [...orientedCorners(a), ...orientedCorners(b)];
  const own = [...ringPoints(corners)].flatMap(([x, y]) => toOwnAxes(a, imagePoint(x, y)));
  const [left, top, width, height] = pointsBounds(own);
  const { x, y } = toImageAxes(a, left + width / 2, top + height / 2);
  return { ...a, centre: [x, y], size: [width, height] };
}

/** The first one's joints, and what only the second one shows. */
function uniteJoints(a: KeypointsShape, b: KeypointsShape): KeypointsShape {
  const others = new Map(b.joints.map((joint) => [joint.id, joint]));
  const joints = a.joints.map((joint) => {
    const other = others.get(joint.id);
    return !isLabeled(joint) && other && isLabeled(other) ? other : joint;
  });
  return { kind: 'keypoints', joints };
}

/**
 * Two parts of one object as one shape of their kind, in image pixels: the box around both, the outline of both, the pixels of
 * both. Of two polygons that don't touch the larger one is left, as a polygon has one outline. The first one gives what has no
 * union.
 */
export function uniteShapes(a: Shape, b: Shape, image: Size): Shape {
  if (a.kind === 'box' && b.kind === 'box') return { kind: 'box', box: uniteBoxes(a.box, b.box) ?? a.box };
  if (a.kind === 'rotatedBox' && b.kind === 'rotatedBox') return uniteRotated(a, b);
  if (a.kind === 'keypoints' && b.kind === 'keypoints') return uniteJoints(a, b);
  const isArea = (shape: Shape): boolean => shape.kind === 'polygon' || shape.kind === 'mask';
  return isArea(a) && isArea(b) ? (combineShapes('merge', [a, b], image)[0] ?? a) : a;
}
