import { combineAreas, cutArea, simplifyLine, simplifyRing } from '../geometry/areas.ts';
import type { Area, AreaOperation } from '../geometry/areas.ts';
import { clipBox } from '../geometry/boxes.ts';
import { areInside, pointsBounds } from '../geometry/rings.ts';
import { combineRuns, ringsToRuns, runsArea } from '../geometry/runs.ts';
import type { Runs } from '../geometry/runs.ts';
import type { Size } from '../geometry/viewTransform.ts';
import { maskOf, maskRuns } from './mask/maskGeometry.ts';
import { geometryOf } from './shapeRegistry.ts';
import type { Shape, ShapeKind } from './shapeRegistry.ts';

const outlineOf = (shape: Shape): Area => geometryOf(shape).outline(shape);

/** Whether a shape covers pixels, so that it can be combined with others. */
export const coversArea = (shape: Shape): boolean => outlineOf(shape).length > 0;

const polygonsOf = (area: Area): Shape[] => area.map((rings) => ({ kind: 'polygon', rings }));

/** The pixels whose centres an area holds; its polygons may overlap. */
export function areaToRuns(area: Area, image: Size): Runs {
  return area.reduce<Runs>(
    (runs, rings) => combineRuns('merge', runs, ringsToRuns(rings, image)),
    [image.width * image.height],
  );
}

/** The pixels of an area as a mask; null when it holds none's centre. */
export function areaToMask(area: Area, image: Size): Shape | null {
  const runs = areaToRuns(area, image);
  return runsArea(runs) > 0 ? maskOf(runs, image) : null;
}

/** An area as one object; a polygon is one piece, so that what is in several becomes a mask. Null when nothing is left. */
export function areaToObject(area: Area, form: 'polygon' | 'mask', image: Size): Shape | null {
  const inside = cropArea(area, image);
  const [rings] = inside;
  return form === 'polygon' && inside.length === 1 && rings ? { kind: 'polygon', rings } : areaToMask(inside, image);
}

/** The part of an area that lies in the image. */
export const cropArea = (area: Area, { width, height }: Size): Area =>
  combineAreas('intersect', area, [[[0, 0, width, 0, width, height, 0, height]]]);

const runsOf = (shape: Shape, image: Size): Runs =>
  shape.kind === 'mask' ? maskRuns(shape) : areaToRuns(outlineOf(shape), image);

/**
 * A shape combined with an area, in image pixels: a mask stays one mask, all else becomes polygons, the largest first.
 * @returns nothing when nothing is left of it
 */
export function combineWithArea(operation: AreaOperation, shape: Shape, area: Area, image: Size): Shape[] {
  if (shape.kind === 'mask') {
    const runs = combineRuns(operation, maskRuns(shape), areaToRuns(area, image));
    return runsArea(runs) > 0 ? [maskOf(runs, image)] : [];
  }
  return largestFirst(polygonsOf(combineAreas(operation, outlineOf(shape), area)));
}

/** The first shape combined with each of the others in turn. */
export function combineShapes(
  operation: AreaOperation,
  [first, ...others]: readonly Shape[],
  image: Size,
): readonly Shape[] {
  if (!first) return [];
  if (first.kind === 'mask' || (operation === 'merge' && others.some(({ kind }) => kind === 'mask'))) {
    const runs = others.reduce<Runs>(
      (sum, other) => combineRuns(operation, sum, runsOf(other, image)),
      runsOf(first, image),
    );
    return runsArea(runs) > 0 ? [maskOf(runs, image)] : [];
  }
  const area = others.reduce((sum, other) => combineAreas(operation, sum, outlineOf(other)), outlineOf(first));
  return largestFirst(polygonsOf(area));
}

/** A shape cut along an open line, into polygons, the largest first; one piece where the line doesn't go through. */
export function cutShape(shape: Shape, line: readonly number[]): readonly Shape[] {
  return largestFirst(polygonsOf(cutArea(outlineOf(shape), line)));
}

/** The part of a shape that lies in the image: itself when all of it does. */
export function cropShape(shape: Shape, image: Size): readonly Shape[] {
  const isInside = outlineOf(shape).every(([outline]) => areInside(outline ?? [], image));
  if (isInside) return [shape];
  if (shape.kind !== 'box') return largestFirst(polygonsOf(cropArea(outlineOf(shape), image)));
  const box = clipBox(shape.box, image);
  return box[2] > 0 && box[3] > 0 ? [{ kind: 'box', box }] : [];
}

/** With fewer points, nothing of it farther than `tolerancePx` from where it was. A shape without points stays. */
export function simplifyShape(shape: Shape, tolerancePx: number): Shape {
  if (shape.kind === 'polygon') return { ...shape, rings: shape.rings.map((ring) => simplifyRing(ring, tolerancePx)) };
  if (shape.kind === 'polyline') return { ...shape, points: simplifyLine(shape.points, tolerancePx) };
  return shape;
}

/** How many points a person could pull at. */
export function countPoints(shape: Shape): number {
  if (shape.kind === 'polygon') return shape.rings.reduce((sum, ring) => sum + ring.length / 2, 0);
  return shape.kind === 'polyline' ? shape.points.length / 2 : 0;
}

/** What shapes can be turned into each other. */
export type AreaKind = Extract<ShapeKind, 'box' | 'polygon' | 'mask'>;

/** How far a mask's polygon may be from the edges of its pixels: their steps go, the form stays. */
const maskTolerancePx = 0.5;

/**
 * The same place as another kind of shape: a box around it, polygons of its outline (of a mask, no farther than half a pixel
 * from its pixels' edges), or the pixels whose centres it holds. Nothing for what covers nothing.
 */
export function convertShape(shape: Shape, kind: AreaKind, image: Size): readonly Shape[] {
  if (shape.kind === kind) return [shape];
  const area = outlineOf(shape);
  if (area.length === 0) return [];
  if (kind === 'box') {
    const box = pointsBounds(area.flatMap(([outline]) => outline ?? []));
    return [{ kind: 'box', box }];
  }
  if (kind === 'mask') {
    const mask = areaToMask(area, image);
    return mask ? [mask] : [];
  }
  const polygons = largestFirst(polygonsOf(area));
  return shape.kind === 'mask' ? polygons.map((one) => simplifyShape(one, maskTolerancePx)) : polygons;
}

function largestFirst(shapes: readonly Shape[]): Shape[] {
  const areaOf = (shape: Shape): number => geometryOf(shape).area(shape);
  return [...shapes].sort((a, b) => areaOf(b) - areaOf(a));
}
