import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** Formats that write whole pixels move a border by half of one. */
const tolerancePx = 0.5 + 1e-6;

function numbersOf(shape: Shape): readonly number[] | null {
  switch (shape.kind) {
    case 'box':
      return shape.box;
    case 'polygon':
      return shape.rings.flat();
    case 'polyline':
      return shape.points;
    case 'point':
      return shape.point;
    case 'keypoints':
      return shape.joints.flatMap(({ x, y, visibility }) => (visibility === 'unlabeled' ? [0, 0] : [x, y]));
    case 'rotatedBox':
    case 'ellipse':
      return [...shape.centre, ...shape.size, shape.angle];
    case 'mask':
    case 'whole':
      return null;
  }
}

/** Whether two shapes of one class are the same label, written once with more and once with fewer digits. */
export function isSameShape(a: Shape, b: Shape): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'mask' && b.kind === 'mask') return a.counts === b.counts;
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (!left || !right) return true;
  return left.length === right.length && left.every((value, at) => Math.abs(value - (right[at] ?? NaN)) <= tolerancePx);
}
