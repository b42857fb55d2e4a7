import { applyAffine, invertAffine } from '../geometry/affine.ts';
import type { Affine } from '../geometry/affine.ts';
import type { Box } from '../geometry/boxes.ts';
import { normalAngle, orientedCorners, orientedFrom } from '../geometry/oriented.ts';
import type { Oriented } from '../geometry/oriented.ts';
import { imagePoint } from '../geometry/points.ts';
import { pointsBounds } from '../geometry/rings.ts';
import { bitmapToRuns, runsBounds, runSpans } from '../geometry/runs.ts';
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

/** The pixels whose centres come from set pixels: under quarter turns and flips pixels stay pixels, else the nearest one counts. */
function mapMask(mask: MaskShape, affine: Affine, image: Size): MaskShape {
  const [fullHeight, fullWidth] = mask.size;
  const bounds = runsBounds(maskRuns(mask), fullHeight);
  const set = new Uint8Array(fullWidth * fullHeight);
  for (const [x, y0, y1] of runSpans(maskRuns(mask), fullHeight))
    for (let y = y0; y < y1; y += 1) set[y * fullWidth + x] = 1;
  const [left, top, right, bottom] = bounds ? reachOf(bounds, affine, image) : [0, 0, 0, 0];
  const [width, height] = [Math.max(0, right - left), Math.max(0, bottom - top)];
  const pixels = new Uint8Array(width * height);
  const back = invertAffine(affine);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [fromX, fromY] = applyAffine(back, left + x + 0.5, top + y + 0.5).map(Math.floor) as [number, number];
      const isThere = fromX >= 0 && fromY >= 0 && fromX < fullWidth && fromY < fullHeight;
      if (isThere && set[fromY * fullWidth + fromX] === 1) pixels[y * width + x] = 1;
    }
  return maskOf(bitmapToRuns({ pixels, width, height }, left, top, image), image);
}

/** Whole pixels of the image that a box may come to lie on: left, top, and the first ones beyond it. */
function reachOf(box: Box, affine: Affine, image: Size): readonly [number, number, number, number] {
  const [x, y, width, height] = pointsBounds(mapPoints(cornersOf(box), affine));
  return [
    Math.max(0, Math.floor(x)),
    Math.max(0, Math.floor(y)),
    Math.min(image.width, Math.ceil(x + width)),
    Math.min(image.height, Math.ceil(y + height)),
  ];
}

/** In order around it, as `[x0, y0, ...]`. */
export const cornersOf = ([x, y, width, height]: Box): number[] => [
  ...[x, y, x + width, y],
  ...[x + width, y + height, x, y + height],
];

/**
 * A shape turned, flipped, scaled or moved. A box stays one: turned by less than a quarter it becomes the smallest around its corners,
 * which is larger than what it held; rotated boxes and ellipses want scales that are even.
 * @param image what it lies in afterwards; a mask loses what lies outside it
 */
export function transformShape(shape: Shape, affine: Affine, image: Size): Shape {
  switch (shape.kind) {
    case 'box':
      return { kind: 'box', box: pointsBounds(mapPoints(cornersOf(shape.box), affine)) };
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
