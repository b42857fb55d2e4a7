import type { Box } from '../geometry/boxes.ts';
import { clipLine, clipRing, lineLength } from '../geometry/clipPath.ts';
import { orientedCorners, toImageAxes, toOwnAxes } from '../geometry/oriented.ts';
import { imagePoint } from '../geometry/points.ts';
import { pointsBounds, ringPoints, signedArea } from '../geometry/rings.ts';
import { combineRuns, ringsToRuns, runsArea } from '../geometry/runs.ts';
import { isLabeled } from './keypoints/keypointsGeometry.ts';
import type { KeypointsShape } from './keypoints/keypoints.ts';
import type { MaskShape } from './mask/mask.ts';
import { maskOf, maskRuns } from './mask/maskGeometry.ts';
import { cornersOf } from './transformShape.ts';
import { geometryOf } from './shapeRegistry.ts';
import type { Shape } from './shapeRegistry.ts';

/** What lies in a part of the image, and how much of the whole that is. */
export interface Clipped {
  readonly shape: Shape;
  /** 0..1: of its area; of a line's length; of the labeled joints; a point is there or not. */
  readonly remaining: number;
}

const nothing = (shape: Shape): Clipped => ({ shape, remaining: 0 });

/** 1 for what has no extent and is there at all. */
const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : part > 0 ? 1 : 0);

const holds = ([left, top, width, height]: Box, x: number, y: number): boolean =>
  x >= left && y >= top && x <= left + width && y <= top + height;

function clipMask(shape: MaskShape, part: Box): Clipped {
  const [height, width] = shape.size;
  const image = { width, height };
  const runs = combineRuns('intersect', maskRuns(shape), ringsToRuns([cornersOf(part)], image));
  return { shape: maskOf(runs, image), remaining: share(runsArea(runs), geometryOf(shape).area(shape)) };
}

/** What lies outside is no longer labeled. */
function clipJoints(shape: KeypointsShape, part: Box): Clipped {
  const joints = shape.joints.map((joint) =>
    isLabeled(joint) && !holds(part, joint.x, joint.y) ? { ...joint, visibility: 'unlabeled' as const } : joint,
  );
  const [before, after] = [shape.joints, joints].map((all) => all.filter(isLabeled).length) as [number, number];
  return after === 0 ? nothing(shape) : { shape: { kind: 'keypoints', joints }, remaining: after / before };
}

/** Of a rotated box the smallest one of its angle around what is left: its corners may lie outside. */
function clipOriented(shape: Extract<Shape, { kind: 'rotatedBox' }>, part: Box): Clipped {
  const corners = orientedCorners(shape);
  const left = clipRing(corners, part);
  if (left.length === 0) return nothing(shape);
  const own = [...ringPoints(left)].flatMap(([x, y]) => toOwnAxes(shape, imagePoint(x, y)));
  const [x, y, width, height] = pointsBounds(own);
  const { x: cx, y: cy } = toImageAxes(shape, x + width / 2, y + height / 2);
  const isWhole = corners.every((value, at) => (at % 2 === 0 ? holds(part, value, corners[at + 1] ?? 0) : true));
  return {
    shape: isWhole ? shape : { ...shape, centre: [cx, cy], size: [width, height] },
    remaining: share(Math.abs(signedArea(left)), Math.abs(signedArea(corners))),
  };
}

/**
 * The part of a shape that lies in a box of its image. It stays one object of its kind: a polygon's pieces are joined along the border,
 * a line is its longest piece, and an ellipse stays whole, because its part is none.
 */
export function clipShape(shape: Shape, part: Box): Clipped {
  switch (shape.kind) {
    case 'box': {
      const ring = clipRing(cornersOf(shape.box), part);
      const box = pointsBounds(ring);
      const [, , width, height] = shape.box;
      return ring.length === 0
        ? nothing(shape)
        : { shape: { kind: 'box', box }, remaining: share(box[2] * box[3], width * height) };
    }
    case 'rotatedBox':
      return clipOriented(shape, part);
    case 'ellipse': {
      const [ring = []] = geometryOf(shape).outline(shape)[0] ?? [];
      const left = Math.abs(signedArea(clipRing(ring, part)));
      return { shape, remaining: share(left, Math.abs(signedArea(ring))) };
    }
    case 'polygon': {
      const rings = shape.rings.map((ring) => clipRing(ring, part));
      const [outer = [], ...holes] = rings;
      if (outer.length < 6) return nothing(shape);
      const clipped: Shape = { kind: 'polygon', rings: [outer, ...holes.filter((ring) => ring.length >= 6)] };
      return {
        shape: clipped,
        remaining: share(geometryOf(clipped).area(clipped), geometryOf(shape).area(shape)),
      };
    }
    case 'polyline': {
      const pieces = clipLine(shape.points, part);
      const longest = pieces.reduce<number[]>((best, one) => (lineLength(one) > lineLength(best) ? one : best), []);
      return longest.length === 0
        ? nothing(shape)
        : {
            shape: { kind: 'polyline', points: longest },
            remaining: share(lineLength(longest), lineLength(shape.points)),
          };
    }
    case 'point':
      return holds(part, ...shape.point) ? { shape, remaining: 1 } : nothing(shape);
    case 'keypoints':
      return clipJoints(shape, part);
    case 'mask':
      return clipMask(shape, part);
    case 'whole':
      return { shape, remaining: 1 };
  }
}
