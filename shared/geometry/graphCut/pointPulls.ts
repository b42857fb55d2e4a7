import { partIndex } from '../photoPart.ts';
import type { SmartPoint } from '../smartPrompt.ts';
import type { PartWindow } from './partWindow.ts';

/** What a click says is worth more than what colours say (`graphCut`: at most 20) and a place in the box together. */
const strongest = 50;
/** So far a click speaks for its surroundings, as a share of the window's longer side. */
const reachShare = 0.3;
/** Colours that differ by less than this always count as alike. */
const leastSpread = 6;
const levels = 256;

/** Each colour the mean of it and those around it: noise lets nothing through. */
function smoothColors({ colors, width, height }: PartWindow): Float32Array {
  const smooth = new Float32Array(colors.length);
  for (let y = 0, to = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1, to += 1) {
        let [sum, n] = [0, 0];
        for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1)
          for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1, n += 1)
            sum += colors[3 * (row * width + column) + channel] as number;
        smooth[to] = sum / n;
      }
  return smooth;
}

const away = (colors: Float32Array, a: number, b: number): number =>
  Math.hypot(
    (colors[3 * a] as number) - (colors[3 * b] as number),
    (colors[3 * a + 1] as number) - (colors[3 * b + 1] as number),
    (colors[3 * a + 2] as number) - (colors[3 * b + 2] as number),
  );

/** How much neighbours usually differ. */
function spreadOf(colors: Float32Array, { width, height }: PartWindow): number {
  let sum = 0;
  for (let at = 1; at < width * height; at += 1) sum += away(colors, at, at - 1);
  return Math.max(leastSpread, (3 * sum) / (width * height));
}

/** For each pixel the largest difference from a seed's colour on the best way there, by a queue of buckets. */
function reachLevels(colors: Float32Array, { width, height }: PartWindow, seed: number): Uint8Array {
  const met = new Uint8Array(width * height).fill(levels - 1);
  const isMet = new Uint8Array(width * height);
  const buckets: number[][] = Array.from({ length: levels }, () => []);
  let level = 0;
  const meet = (at: number): void => {
    if (isMet[at] === 1) return;
    isMet[at] = 1;
    const own = Math.min(levels - 1, Math.max(level, Math.round(away(colors, at, seed))));
    met[at] = own;
    (buckets[own] as number[]).push(at);
  };
  meet(seed);
  for (; level < levels; level += 1) {
    const bucket = buckets[level] as number[];
    for (let at = bucket.pop(); at !== undefined; at = bucket.pop()) {
      const x = at % width;
      if (x > 0) meet(at - 1);
      if (x < width - 1) meet(at + 1);
      if (at >= width) meet(at - width);
      if (at < width * (height - 1)) meet(at + width);
    }
  }
  return met;
}

/** A click means more than a pixel: also what is near it, coloured alike and connected with it. Inside is positive. */
export function pointPulls(window: PartWindow, points: readonly SmartPoint[]): Float32Array {
  const { width, height } = window;
  const pulls = new Float32Array(width * height);
  if (points.length === 0) return pulls;
  const colors = smoothColors(window);
  const spread = spreadOf(colors, window);
  const reach = reachShare * Math.max(width, height);
  for (const { point, isInside } of points) {
    const seed = partIndex(window, point);
    if (seed < 0) continue;
    const reached = reachLevels(colors, window, seed);
    const [seedX, seedY] = [seed % width, Math.floor(seed / width)];
    for (const [at, level] of reached.entries()) {
      const square =
        (level / spread) ** 2 + (((at % width) - seedX) ** 2 + (Math.floor(at / width) - seedY) ** 2) / reach ** 2;
      pulls[at] = (pulls[at] as number) + (isInside ? strongest : -strongest) * Math.exp(-square);
    }
  }
  return pulls;
}
