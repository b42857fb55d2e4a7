import type { Area } from '#shared/geometry/areas.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { ringPoints } from '#shared/geometry/rings.ts';
import { combineRuns, runsArea } from '#shared/geometry/runs.ts';
import type { Runs } from '#shared/geometry/runs.ts';
import { areaToRuns } from '#shared/shapes/combineShapes.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** How fine outlines are compared: pixels of the longer side of what is compared. */
const rasterSide = 128;

/** What both have, and what each has, in square pixels. */
export interface Overlap {
  readonly both: number;
  readonly a: number;
  readonly b: number;
}

const nothing: Overlap = { both: 0, a: 0, b: 0 };

/** The part that two boxes share; null: none. */
export function sharedBox(a: Box, b: Box): Box | null {
  const [x, y] = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - x;
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - y;
  return width > 0 && height > 0 ? [x, y, width, height] : null;
}

const areaOf = (box: Box | null): number => (box ? box[2] * box[3] : 0);

function rasterize(area: Area, [x, y, width, height]: Box): Runs {
  const scale = rasterSide / Math.max(width, height);
  const size = { width: Math.max(1, Math.ceil(width * scale)), height: Math.max(1, Math.ceil(height * scale)) };
  const rings = area.map((one) =>
    one.map((ring) => [...ringPoints(ring)].flatMap(([px, py]) => [(px - x) * scale, (py - y) * scale])),
  );
  return areaToRuns(rings, size);
}

/** How much of two shapes lies on each other within a part of the image: of boxes exactly, of outlines on a raster. */
export function shapeOverlap(a: Shape, b: Shape, within: Box): Overlap {
  const [boundsA, boundsB] = [geometryOf(a).bounds(a), geometryOf(b).bounds(b)];
  if (!boundsA || !boundsB) return nothing;
  const [inA, inB] = [sharedBox(boundsA, within), sharedBox(boundsB, within)];
  const both = inA && inB && sharedBox(inA, inB);
  if (!both) return { ...nothing, a: areaOf(inA), b: areaOf(inB) };
  const [outlineA, outlineB] = [geometryOf(a).outline(a), geometryOf(b).outline(b)];
  const areBoxes = a.kind === 'box' && b.kind === 'box';
  if (areBoxes || outlineA.length === 0 || outlineB.length === 0)
    return { both: areaOf(both), a: areaOf(inA), b: areaOf(inB) };
  const [left, top] = [Math.min(inA[0], inB[0]), Math.min(inA[1], inB[1])];
  const right = Math.max(inA[0] + inA[2], inB[0] + inB[2]);
  const bottom = Math.max(inA[1] + inA[3], inB[1] + inB[3]);
  const around: Box = [left, top, right - left, bottom - top];
  const [runsA, runsB] = [rasterize(outlineA, around), rasterize(outlineB, around)];
  return { both: runsArea(combineRuns('intersect', runsA, runsB)), a: runsArea(runsA), b: runsArea(runsB) };
}

/** Intersection over union, 0..1. */
export const overlapIou = ({ both, a, b }: Overlap): number => (both > 0 ? both / (a + b - both) : 0);
