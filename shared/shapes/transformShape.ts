import { applyAffine } from '../geometry/affine.ts';
import type { Affine } from '../geometry/affine.ts';
import { normalAngle, orientedCorners, orientedFrom } from '../geometry/oriented.ts';
import type { Oriented } from '../geometry/oriented.ts';
import { imagePoint } from '../geometry/points.ts';
import { bitmapToRuns, runSpans } from '../geometry/runs.ts';
import type { Size } from '../geometry/viewTransform.ts';
import type { MaskShape } from './mask/mask.ts';
import { maskOf, maskRuns } from './mask/maskGeometry.ts';
import type { Shape } from './shapeRegistry.ts';

function mapPoints(points: readonly number[], affine: Affine): number[] {
  const mapped: number[] = [];
  for (let at = 0; at + 1 < points.length; at += 2)
    mapped.push(...applyAffine(affine, points[at] as number, points[at + 1] as number));
  return mapped;
}

/** By its corners: turns, flips and even scales keep it a rectangle; an uneven scale keeps its first edge and how far it reaches. */
export function orientedOfCorners(corners: readonly number[]): Oriented {
  const [a, b, c] = [0, 2, 4].map((at) => imagePoint(corners[at] ?? 0, corners[at + 1] ?? 0)) as [
    ReturnType<typeof imagePoint>,
    ReturnType<typeof imagePoint>,
    ReturnType<typeof imagePoint>,
  ];
  const oriented = orientedFrom(a, b, c);
  return { ...oriented, angle: normalAngle(oriented.angle) };
}

/** Pixels stay pixels under quarter turns and flips. */
function mapMask(mask: MaskShape, affine: Affine, image: Size): MaskShape {
  const pixels = new Uint8Array(image.width * image.height);
  for (const [x, y0, y1] of runSpans(maskRuns(mask), mask.size[0])) {
    for (let y = y0; y < y1; y += 1) {
      const [toX, toY] = applyAffine(affine, x + 0.5, y + 0.5);
      pixels[Math.floor(toY) * image.width + Math.floor(toX)] = 1;
    }
  }
  return maskOf(bitmapToRuns({ pixels, width: image.width, height: image.height }, 0, 0, image), image);
}

/**
 * A shape turned in quarters, flipped or scaled.
 * @param image what it lies in afterwards; masks are only turned and flipped, from an image of the same number of pixels
 */
export function transformShape(shape: Shape, affine: Affine, image: Size): Shape {
  switch (shape.kind) {
    case 'box': {
      const [x, y, width, height] = shape.box;
      const [x0, y0] = applyAffine(affine, x, y);
      const [x1, y1] = applyAffine(affine, x + width, y + height);
      return { kind: 'box', box: [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)] };
    }
    case 'rotatedBox':
    case 'ellipse':
      return { kind: shape.kind, ...orientedOfCorners(mapPoints(orientedCorners(shape), affine)) };
    case 'polygon':
      return { kind: 'polygon', rings: shape.rings.map((ring) => mapPoints(ring, affine)) };
    case 'polyline':
      return { kind: 'polyline', points: mapPoints(shape.points, affine) };
    case 'point':
      return { kind: 'point', point: applyAffine(affine, ...shape.point) };
    case 'keypoints':
      return {
        kind: 'keypoints',
        joints: shape.joints.map((joint) => {
          const [x, y] = applyAffine(affine, joint.x, joint.y);
          return { ...joint, x, y };
        }),
      };
    case 'mask':
      return mapMask(shape, affine, image);
    case 'whole':
      return shape;
  }
}
