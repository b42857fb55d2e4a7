import { mirrorRuns, placeRuns } from '#shared/geometry/placeRuns.ts';
import { ringPoints } from '#shared/geometry/rings.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { maskOf, maskRuns } from '#shared/shapes/mask/maskGeometry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { View } from './planViews.ts';

/** Joints that change places in a mirrored picture, by id. */
export type Partners = ReadonlyMap<string, string>;

const flipPoints = (points: readonly number[], width: number): number[] =>
  points.map((value, at) => (at % 2 === 0 ? width - value : value));

/** Backwards as well: an outline turns the same way as before. */
const flipRing = (ring: readonly number[], width: number): number[] =>
  [...ringPoints(ring)].reverse().flatMap(([x, y]) => [width - x, y]);

/**
 * A shape left for right in a picture of a width. Twice is none.
 * @param partners joints that a mirrored body is right in calling by each other's names
 */
export function mirrorShape(shape: Shape, width: number, partners: Partners): Shape {
  switch (shape.kind) {
    case 'whole':
      return shape;
    case 'box': {
      const [x, y, boxWidth, height] = shape.box;
      return { kind: 'box', box: [width - x - boxWidth, y, boxWidth, height] };
    }
    case 'rotatedBox':
    case 'ellipse':
      return { ...shape, centre: [width - shape.centre[0], shape.centre[1]], angle: 0 - shape.angle };
    case 'polygon':
      return { kind: 'polygon', rings: shape.rings.map((ring) => flipRing(ring, width)) };
    case 'polyline':
      return { ...shape, points: flipPoints(shape.points, width) };
    case 'point':
      return { ...shape, point: [width - shape.point[0], shape.point[1]] };
    case 'mask': {
      const size = { width: shape.size[1], height: shape.size[0] };
      return maskOf(mirrorRuns(maskRuns(shape), size), size);
    }
    case 'keypoints': {
      const byId = new Map(shape.joints.map((joint) => [joint.id, joint]));
      const joints = shape.joints.map((joint) => {
        const seen = byId.get(partners.get(joint.id) ?? joint.id) ?? joint;
        return { ...seen, id: joint.id, x: width - seen.x };
      });
      return { kind: 'keypoints', joints };
    }
  }
}

const movePoints = (points: readonly number[], dx: number, dy: number): number[] =>
  points.map((value, at) => value + (at % 2 === 0 ? dx : dy));

/** A shape of a part of an image as one of the image; the part's top left pixel lies at `dx`, `dy`. */
function placeShape(shape: Shape, dx: number, dy: number, image: Size): Shape {
  switch (shape.kind) {
    case 'whole':
      return shape;
    case 'box': {
      const [x, y, width, height] = shape.box;
      return { kind: 'box', box: [x + dx, y + dy, width, height] };
    }
    case 'rotatedBox':
    case 'ellipse':
      return { ...shape, centre: [shape.centre[0] + dx, shape.centre[1] + dy] };
    case 'polygon':
      return { kind: 'polygon', rings: shape.rings.map((ring) => movePoints(ring, dx, dy)) };
    case 'polyline':
      return { ...shape, points: movePoints(shape.points, dx, dy) };
    case 'point':
      return { ...shape, point: [shape.point[0] + dx, shape.point[1] + dy] };
    case 'mask': {
      const part = { width: shape.size[1], height: shape.size[0] };
      return maskOf(placeRuns(maskRuns(shape), part, dx, dy, image), image);
    }
    case 'keypoints':
      return {
        kind: 'keypoints',
        joints: shape.joints.map((joint) => ({ ...joint, x: joint.x + dx, y: joint.y + dy })),
      };
  }
}

/** What was found in a view, in its own pixels, where it lies in the upright image. */
export function toImageShape(shape: Shape, { crop, isMirrored }: View, image: Size, partners: Partners): Shape {
  const [dx, dy, width, height] = crop;
  const upright = isMirrored ? mirrorShape(shape, width, partners) : shape;
  const isAll = dx === 0 && dy === 0 && width === image.width && height === image.height;
  return isAll ? upright : placeShape(upright, dx, dy, image);
}
