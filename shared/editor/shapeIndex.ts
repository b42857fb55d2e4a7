import Flatbush from 'flatbush';
import type { Box } from '../geometry/boxes.ts';
import { geometryOf } from '../shapes/shapeRegistry.ts';
import type { EditableShape } from './tool.ts';

/** Shapes found by their place. */
export interface ShapeIndex {
  get(id: string): EditableShape | undefined;
  /** Those whose bounds touch a box, in the order they were given; one without a place is never among them. */
  touching(box: Box): EditableShape[];
}

/** A packed tree over the bounds: built in a few milliseconds for 10,000 shapes, asked in a few microseconds. */
export function createShapeIndex(shapes: readonly EditableShape[]): ShapeIndex {
  const byId = new Map(shapes.map((shape) => [shape.id, shape]));
  const placed = shapes.flatMap((one) => {
    const bounds = geometryOf(one.shape).bounds(one.shape);
    return bounds ? [{ one, bounds }] : [];
  });
  // The tree can't be empty.
  const tree = placed.length > 0 ? new Flatbush(placed.length) : null;
  for (const {
    bounds: [x, y, width, height],
  } of placed)
    tree?.add(x, y, x + width, y + height);
  tree?.finish();
  return {
    get: (id) => byId.get(id),
    touching([x, y, width, height]) {
      const found = tree?.search(x, y, x + width, y + height) ?? [];
      return found.sort((a, b) => a - b).flatMap((at) => placed[at]?.one ?? []);
    },
  };
}
