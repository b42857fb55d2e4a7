import { decodeCounts } from '../../geometry/cocoCounts.ts';
import type { ReadProblem, ReadShape } from '../reader.ts';

type Wrong = Pick<ReadProblem, 'code' | 'details'>;

/** No image is so large: a coordinate beyond it is a mistake. */
const farthestPx = 10_000_000;
export const pointLimit = 200_000;

function checkNumbers(numbers: readonly number[]): Wrong | null {
  const at = numbers.findIndex((value) => !(Math.abs(value) <= farthestPx));
  return at < 0 ? null : { code: 'label.badNumbers', details: { value: String(numbers[at]) } };
}

function checkPoints(numbers: readonly number[], fewest: number): Wrong | null {
  const count = numbers.length / 2;
  if (!Number.isInteger(count)) return { code: 'label.badShape', details: { reason: 'x without y' } };
  if (count < fewest) return { code: 'label.badShape', details: { reason: `${count} < ${fewest}` } };
  if (count > pointLimit) return { code: 'label.tooManyPoints', details: { count, limit: pointLimit } };
  return checkNumbers(numbers);
}

function checkSize(size: readonly number[]): Wrong | null {
  if (size.some((side) => side < 0)) return { code: 'label.badShape', details: { reason: size.join(' x ') } };
  return size.some((side) => side === 0) ? { code: 'label.empty' } : null;
}

function checkMask(size: readonly [number, number], counts: string): Wrong | null {
  const [height, width] = size;
  if (!(Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0))
    return { code: 'label.badShape', details: { reason: size.join(' x ') } };
  const runs = decodeCounts(counts);
  if (!runs) return { code: 'label.badShape', details: { reason: 'RLE' } };
  if (runs.reduce((sum, length) => sum + length, 0) !== width * height)
    return { code: 'label.badShape', details: { reason: `RLE != ${width} x ${height}` } };
  return runs.length < 2 ? { code: 'label.empty' } : null;
}

/** What is wrong with a shape that a file has, or null: then it fits the schema of its kind (apart from its units). */
export function checkShape(shape: ReadShape): Wrong | null {
  switch (shape.kind) {
    case 'box':
      return checkNumbers(shape.box) ?? checkSize([shape.box[2], shape.box[3]]);
    case 'rotatedBox':
    case 'ellipse':
      return checkNumbers([...shape.centre, ...shape.size, shape.angle]) ?? checkSize(shape.size);
    case 'corners':
      if (shape.points.length !== 8) return { code: 'label.badShape', details: { reason: '!= 4' } };
      return checkNumbers(shape.points);
    case 'polygon':
      if (shape.rings.length === 0) return { code: 'label.empty' };
      if (shape.rings.reduce((sum, ring) => sum + ring.length, 0) > 2 * pointLimit)
        return checkPoints(shape.rings.flat(), 3);
      return shape.rings.reduce<Wrong | null>((wrong, ring) => wrong ?? checkPoints(ring, 3), null);
    case 'polyline':
      return checkPoints(shape.points, 2);
    case 'point':
      return checkNumbers(shape.point);
    case 'mask':
      return checkMask(shape.size, shape.counts);
    case 'keypoints':
      if (!shape.joints.some(({ visibility }) => visibility !== 'unlabeled')) return { code: 'label.empty' };
      if (shape.joints.length > 200)
        return { code: 'label.tooManyPoints', details: { count: shape.joints.length, limit: 200 } };
      if (new Set(shape.joints.map(({ id }) => id)).size < shape.joints.length)
        return { code: 'label.badShape', details: { reason: 'joints' } };
      return checkNumbers(shape.joints.flatMap(({ x, y }) => [x, y]));
    case 'whole':
      return null;
  }
}
