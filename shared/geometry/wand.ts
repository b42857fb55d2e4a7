import { simplifyRing } from './areas.ts';
import type { Area } from './areas.ts';
import { bitmapBorders } from './contours.ts';
import type { Bitmap } from './contours.ts';
import { fromPart } from './photoPart.ts';
import type { PartFrame, PhotoPart } from './photoPart.ts';
import { smoothChannel } from './smoothChannel.ts';
import { ringPoints, signedArea } from './rings.ts';
import type { Ring } from './rings.ts';

/** Tolerances are differences of a colour channel; at this one nothing is told apart any more. */
export const mostTolerance = 255;
/** Holes that are a smaller share of the region are noise. They would also be too many to follow each move. */
const smallestHole = 0.01;
/** Stairs of pixels become slopes; in pixels of the part. */
const stairsPx = 0.75;

/** For each pixel of a part, the smallest tolerance at which the region from the seed gets to it. */
export interface ReachMap extends PartFrame {
  readonly levels: Uint8Array;
}

/** How far each pixel's colour is from that of the seed: the channel that differs most. */
function colorDistances(part: PhotoPart, seed: number): Uint8Array {
  const distances = new Uint8Array(part.width * part.height);
  for (let channel = 0; channel < 3; channel += 1) {
    const means = smoothChannel(part, channel);
    const own = means[seed] as number;
    for (let index = 0; index < distances.length; index += 1) {
      const away = Math.abs((means[index] as number) - own);
      if (away > (distances[index] as number)) distances[index] = away;
    }
  }
  return distances;
}

/**
 * Floods from a seed over neighbours that share sides, the nearest colours first: the level at which a pixel is met is the
 * largest difference on the best way there. One flood answers every tolerance. (The minimax path by a bucket queue, as in
 * immersion: Vincent and Soille 1991.)
 */
export function reachMap(part: PhotoPart, seed: number): ReachMap {
  const { width, height, box } = part;
  const levels = colorDistances(part, seed);
  const isMet = new Uint8Array(width * height);
  /** Stacks of pixels by level, as linked lists. */
  const heads = new Int32Array(mostTolerance + 1).fill(-1);
  const next = new Int32Array(width * height);
  let level = 0;
  const meet = (index: number): void => {
    if (isMet[index] === 1) return;
    isMet[index] = 1;
    const reached = Math.max(level, levels[index] as number);
    levels[index] = reached;
    next[index] = heads[reached] as number;
    heads[reached] = index;
  };
  meet(seed);
  for (; level <= mostTolerance; level += 1)
    for (let index = heads[level] as number; index >= 0; index = heads[level] as number) {
      heads[level] = next[index] as number;
      const x = index % width;
      if (x > 0) meet(index - 1);
      if (x < width - 1) meet(index + 1);
      if (index >= width) meet(index - width);
      if (index < width * (height - 1)) meet(index + width);
    }
  return { box, width, height, levels };
}

function cut({ levels, width, height }: ReachMap, tolerance: number): Bitmap {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, index = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, index += 1) {
      if ((levels[index] as number) > tolerance) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top === height) top = y;
      bottom = y;
    }
  const size = { width: right - left + 1, height: bottom - top + 1 };
  const pixels = new Uint8Array(size.width * size.height);
  for (let y = 0, to = 0; y < size.height; y += 1)
    for (let x = 0, from = (y + top) * width + left; x < size.width; x += 1, from += 1, to += 1)
      pixels[to] = (levels[from] as number) <= tolerance ? 1 : 0;
  return { left, top, ...size, pixels };
}

/** The region at one tolerance, in image pixels: one outline and its holes, or, filled, without them. */
export function reachedArea(map: ReachMap, tolerance: number, isFilled: boolean): Area {
  const borders = bitmapBorders(cut(map, tolerance));
  const outline = borders.filter((ring) => signedArea(ring) > 0);
  const least = smallestHole * outline.reduce((sum, ring) => sum + signedArea(ring), 0);
  const holes = isFilled ? [] : borders.filter((ring) => signedArea(ring) < -least);
  const toImage = (ring: Ring): number[] =>
    [...ringPoints(simplifyRing(ring, stairsPx))].flatMap(([x, y]) => {
      const point = fromPart(map, x, y);
      return [point.x, point.y];
    });
  return [[...outline, ...holes].map(toImage)];
}
