import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const isBetween = (value: number): boolean => !Number.isInteger(value);

/** Whether it lies between pixels: any of its numbers has a fraction. A mask never does. */
export function hasFractions(shape: Shape): boolean {
  switch (shape.kind) {
    case 'box':
      return shape.box.some(isBetween);
    case 'rotatedBox':
    case 'ellipse':
      return [...shape.centre, ...shape.size, shape.angle].some(isBetween);
    case 'polygon':
      return shape.rings.some((ring) => ring.some(isBetween));
    case 'polyline':
      return shape.points.some(isBetween);
    case 'point':
      return shape.point.some(isBetween);
    case 'keypoints':
      return shape.joints.some(({ x, y }) => isBetween(x) || isBetween(y));
    case 'mask':
    case 'whole':
      return false;
  }
}
