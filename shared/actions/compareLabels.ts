import type { Annotation } from '../model/annotation.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Size } from '../geometry/viewTransform.ts';
import { geometryOf } from '../shapes/shapeRegistry.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';

type Labeled = Pick<Annotation, 'classId' | 'shape' | 'groupId'>;

/** A mask names pixels of an image of its own size; all others have to lie inside. */
function fits(shape: Shape, { width, height }: Size): boolean {
  if (shape.kind === 'mask') return shape.size[0] === height && shape.size[1] === width;
  const [x, y, w, h] = geometryOf(shape).bounds(shape) ?? [0, 0, 0, 0];
  return x >= 0 && y >= 0 && x + w <= width && y + h <= height;
}

/** Labels of another image, as they would come into this one: new, there already (same class and shape), or too large. */
export function compareLabels(
  { annotations }: ItemDocument,
  others: readonly Annotation[],
  image: Size,
): { readonly missing: readonly Labeled[]; readonly there: readonly Labeled[]; readonly tooLarge: number } {
  // In an order of its own: the store writes the parts of a shape in another one than tools do.
  const partsOf = (shape: Shape): unknown => Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1));
  const keyOf = ({ classId, shape }: Labeled): string => JSON.stringify([classId, partsOf(shape)]);
  const known = new Set(annotations.map(keyOf));
  const labels = others.map(({ classId, shape, groupId }): Labeled => ({
    ...{ classId, shape },
    ...(groupId === undefined ? {} : { groupId }),
  }));
  const fitting = labels.filter(({ shape }) => fits(shape, image));
  return {
    missing: fitting.filter((one) => !known.has(keyOf(one))),
    there: fitting.filter((one) => known.has(keyOf(one))),
    tooLarge: labels.length - fitting.length,
  };
}
