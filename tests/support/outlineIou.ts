import { combineAreas } from '#shared/geometry/areas.ts';
import type { Area } from '#shared/geometry/areas.ts';
import { signedArea } from '#shared/geometry/rings.ts';
import { shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import { maskGeometry } from '#shared/shapes/mask/maskGeometry.ts';

const size = (area: Area): number => area.flat().reduce((sum, ring) => sum + signedArea(ring), 0);

/** How well a stored mask or polygon covers an outline: what they share of what they are together. */
export function outlineIou(stored: unknown, outline: readonly number[]): number {
  const shape = shapeSchema.parse(stored);
  const area = shape.kind === 'mask' ? maskGeometry.outline(shape) : shape.kind === 'polygon' ? [shape.rings] : [];
  const truth = [[outline]];
  return size(combineAreas('intersect', area, truth)) / size(combineAreas('merge', area, truth));
}
