import { combineAreas } from '#shared/geometry/areas.ts';
import type { Area } from '#shared/geometry/areas.ts';
import { signedArea } from '#shared/geometry/rings.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';

const size = (area: Area): number => area.flat().reduce((sum, ring) => sum + signedArea(ring), 0);

/** How well a stored shape covers an area: what they share of what they are together. */
export function areaIou(stored: unknown, truth: Area): number {
  const shape = shapeSchema.parse(stored);
  const area = geometryOf(shape).outline(shape);
  // Combined with itself, an area's outlines run one way round and its holes the other.
  return size(combineAreas('intersect', area, truth)) / size(combineAreas('merge', area, truth));
}

/** How well a stored shape covers an outline. */
export const outlineIou = (stored: unknown, outline: readonly number[]): number => areaIou(stored, [[outline]]);
