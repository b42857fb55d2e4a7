import type { Box } from './boxes.ts';
import { runSpans } from './runs.ts';
import type { Runs } from './runs.ts';

/** Set pixels (1, else 0) of a whole-pixel box of an image, row by row. */
export function runsToBitmap(runs: Runs, imageHeight: number, [left, top, width, height]: Box): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (const [x, y0, y1] of runSpans(runs, imageHeight)) {
    const column = x - left;
    if (column < 0 || column >= width) continue;
    const end = Math.min(y1 - top, height);
    for (let y = Math.max(0, y0 - top); y < end; y += 1) pixels[y * width + column] = 1;
  }
  return pixels;
}

/** Lengths of runs of equal values, one after the other, beginning with unset ones: only the first may be zero. */
export function bitmapRuns(pixels: Uint8Array): number[] {
  const runs: number[] = [];
  let [value, start] = [0, 0];
  for (let at = 0; at < pixels.length; at += 1) {
    if (pixels[at] === value) continue;
    runs.push(at - start);
    [value, start] = [1 - value, at];
  }
  runs.push(pixels.length - start);
  return runs;
}
