import type { Area, Rings } from './areas.ts';
import { imagePoint } from './points.ts';
import { isInside, pointsBounds, signedArea } from './rings.ts';
import type { Ring } from './rings.ts';
import { runsBounds, runSpans } from './runs.ts';
import type { Runs } from './runs.ts';
import { containsPoint } from './boxes.ts';

/** East, south, west, north. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;
/** The pixel to the right of a step that goes on from a lattice point, and the one to its left. */
const rightOf = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
] as const;
const leftOf = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
] as const;

/** Set pixels (1, else 0), row by row, and where the first of them lies. */
export interface Bitmap {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

function toBitmap(runs: Runs, imageHeight: number): Bitmap | null {
  const bounds = runsBounds(runs, imageHeight);
  if (!bounds) return null;
  const [left, top, width, height] = bounds;
  const pixels = new Uint8Array(width * height);
  for (const [x, y0, y1] of runSpans(runs, imageHeight))
    for (let y = y0; y < y1; y += 1) pixels[(y - top) * width + x - left] = 1;
  return { left, top, width, height, pixels };
}

/** Follows the border of set pixels, the set side to the right, and notes its corners. */
function follow(
  { left, top, width, height, pixels }: Bitmap,
  startX: number,
  startY: number,
  seen: Uint8Array,
): number[] {
  const at = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] === 1;
  const ring: number[] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    if (direction === 0) seen[y * width + x] = 1;
    const [dx, dy] = steps[direction] as readonly [number, number];
    [x, y] = [x + dx, y + dy];
    const [rightX, rightY] = rightOf[direction] as readonly [number, number];
    const [leftX, leftY] = leftOf[direction] as readonly [number, number];
    // Pixels that only touch at a corner are apart: it turns before it crosses over.
    const turn = !at(x + rightX, y + rightY) ? 1 : at(x + leftX, y + leftY) ? 3 : 0;
    if (turn !== 0) ring.push(x + left, y + top);
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  return ring;
}

/** The smallest outline that goes around a hole. */
function ownerOf(outlines: readonly Ring[], hole: Ring): number {
  // The corner before an eastward edge has a set pixel to its lower right; half a pixel in is inside the owner.
  const [x, y] = inwards(hole);
  const point = imagePoint(x, y);
  let best = -1;
  for (const [index, outline] of outlines.entries()) {
    if (!containsPoint(pointsBounds(outline), point) || !isInside([outline], point)) continue;
    if (best < 0 || signedArea(outline) < signedArea(outlines[best] as Ring)) best = index;
  }
  return best;
}

/** The middle of a set pixel beside a border: below an eastward edge. */
function inwards(ring: Ring): readonly [number, number] {
  for (let at = 0; at + 1 < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    if (ring[at + 1] === ring[next + 1] && (ring[next] as number) > (ring[at] as number))
      return [(ring[at] as number) + 0.5, (ring[at + 1] as number) + 0.5];
  }
  return [NaN, NaN];
}

/** The borders of set pixels along the pixels' edges, exactly: outlines turn one way, holes the other (a negative area). */
export function bitmapBorders(bitmap: Bitmap): Ring[] {
  const { width, height, pixels } = bitmap;
  /** Pixels whose upper edge is part of a border that was followed. */
  const seen = new Uint8Array(width * height);
  const borders: Ring[] = [];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const index = y * width + x;
      const isUpperEdge = pixels[index] === 1 && (y === 0 || pixels[index - width] === 0);
      if (isUpperEdge && seen[index] === 0) borders.push(follow(bitmap, x, y, seen));
    }
  return borders;
}

/**
 * The borders of set pixels: one polygon with its holes for each group of pixels that share sides. Border following on the
 * lattice between pixels.
 */
export function runsToArea(runs: Runs, imageHeight: number): Area {
  const bitmap = toBitmap(runs, imageHeight);
  if (!bitmap) return [];
  const borders = bitmapBorders(bitmap);
  const outlines = borders.filter((ring) => signedArea(ring) > 0);
  const polygons: Ring[][] = outlines.map((ring) => [ring]);
  for (const hole of borders) if (signedArea(hole) < 0) polygons[ownerOf(outlines, hole)]?.push(hole);
  return polygons satisfies readonly Rings[];
}
