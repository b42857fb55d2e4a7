import { encodeCounts } from '../../geometry/cocoCounts.ts';
import type { Visibility } from '../../shapes/keypoints/keypoints.ts';
import type { Shape } from '../../shapes/shapeRegistry.ts';
import { asNumber, asNumbers, isFields, inShort } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import type { ReadProblem } from '../reader.ts';

export type Wrong = Pick<ReadProblem, 'code' | 'details'>;
const badField = (field: string, value: unknown): Wrong => ({
  code: 'record.badField',
  details: { field, value: inShort(value) },
});

function maskOf(segmentation: Fields): Shape | Wrong {
  const [size, { counts }] = [asNumbers(segmentation.size), segmentation];
  if (size?.length !== 2) return badField('segmentation.size', segmentation.size);
  const [height = 0, width = 0] = size;
  if (typeof counts === 'string') return { kind: 'mask', size: [height, width], counts };
  const runs = asNumbers(counts);
  if (!runs?.every((length) => Number.isInteger(length) && length >= 0)) return badField('segmentation.counts', counts);
  return { kind: 'mask', size: [height, width], counts: encodeCounts(runs) };
}

/** Each ring is a part of the object that is a polygon of its own; COCO has no holes in polygons. */
function polygonsOf(rings: readonly unknown[]): (Shape | Wrong)[] {
  return rings.map((ring) => {
    const points = asNumbers(ring);
    return points ? { kind: 'polygon', rings: [points] } : badField('segmentation', ring);
  });
}

const visibilities: readonly Visibility[] = ['unlabeled', 'occluded', 'visible'];

/** @param names of the category's joints, in order; what has no name is called by its number, from 1 */
function keypointsOf(value: unknown, names: readonly string[]): Shape | Wrong | null {
  const numbers = asNumbers(value);
  if (!numbers || numbers.length % 3 !== 0) return badField('keypoints', value);
  const joints = Array.from({ length: numbers.length / 3 }, (_, at) => {
    const [x = 0, y = 0, flag = 0] = numbers.slice(3 * at, 3 * at + 3);
    return { id: names[at] ?? String(at + 1), visibility: visibilities[flag] ?? 'visible', x, y };
  });
  return joints.some(({ visibility }) => visibility !== 'unlabeled') ? { kind: 'keypoints', joints } : null;
}

/** Whether a box is no more than what lies around the labeled joints, as exports without an outline have it. */
function isAround(box: readonly number[], shape: Shape): boolean {
  if (shape.kind !== 'keypoints') return false;
  const placed = shape.joints.filter(({ visibility }) => visibility !== 'unlabeled');
  const [xs, ys] = [placed.map(({ x }) => x), placed.map(({ y }) => y)];
  const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const [x = 0, y = 0, width = 0, height = 0] = box;
  return [x, y, x + width, y + height].every((value, at) => Math.abs(value - (bounds[at] ?? 0)) <= 1);
}

export function isWrong(one: Shape | Wrong): one is Wrong {
  return 'code' in one;
}

/**
 * The shapes that an annotation of COCO is here: its mask or polygons, else its box; its keypoints beside them. They belong together
 * when there are several.
 */
export function shapesOf(annotation: Fields, joints: readonly string[]): readonly (Shape | Wrong)[] {
  const { segmentation, bbox } = annotation;
  const shapes: (Shape | Wrong)[] = [];
  const points = annotation.keypoints === undefined ? null : keypointsOf(annotation.keypoints, joints);
  if (isFields(segmentation)) shapes.push(maskOf(segmentation));
  else if (Array.isArray(segmentation) && segmentation.length > 0) shapes.push(...polygonsOf(segmentation));
  else if (bbox !== undefined && bbox !== null) {
    const box = asNumbers(bbox);
    const [x = 0, y = 0, width = 0, height = 0] = box ?? [];
    if (box?.length !== 4) shapes.push(badField('bbox', bbox));
    else if (!points || isWrong(points) || !isAround(box, points))
      shapes.push({ kind: 'box', box: [x, y, width, height] });
  }
  if (points) shapes.push(points);
  return shapes;
}

export const scoreOf = ({ score }: Fields): number | undefined => asNumber(score) ?? undefined;
