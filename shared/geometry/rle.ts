import { ringEdges } from './rings.ts';
import type { Ring } from './rings.ts';
import type { Size } from './viewTransform.ts';

/**
 * The pixels whose centres lie inside rings (even-odd rule): 1 inside, 0 outside, row by row, `width * height` of them.
 * Scan conversion: each row's crossings with the edges, sorted, taken in pairs.
 */
export function rasterize(rings: readonly Ring[], { width, height }: Size): Uint8Array {
  const pixels = new Uint8Array(width * height);
  const crossings: number[][] = Array.from({ length: height }, () => []);
  for (const ring of rings) {
    for (const [x0, y0, x1, y1] of ringEdges(ring)) {
      // Rows whose centre lies in the half-open span of the edge: a shared corner counts once.
      const first = Math.max(0, Math.ceil(Math.min(y0, y1) - 0.5));
      const last = Math.min(height, Math.ceil(Math.max(y0, y1) - 0.5));
      for (let row = first; row < last; row += 1) crossings[row]?.push(x0 + ((row + 0.5 - y0) * (x1 - x0)) / (y1 - y0));
    }
  }
  for (const [row, places] of crossings.entries()) {
    places.sort((a, b) => a - b);
    for (let at = 0; at + 1 < places.length; at += 2) {
      const from = Math.max(0, Math.ceil((places[at] as number) - 0.5));
      const to = Math.min(width, Math.ceil((places[at + 1] as number) - 0.5));
      if (to > from) pixels.fill(1, row * width + from, row * width + to);
    }
  }
  return pixels;
}

/**
 * Lengths of runs of equal pixels, column by column, beginning with zeros: COCO's uncompressed RLE (cocodataset/cocoapi,
 * `maskApi.h`).
 */
export function toRunLengths(pixels: Uint8Array, { width, height }: Size): number[] {
  const counts: number[] = [];
  let [value, length] = [0, 0];
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      if (pixels[y * width + x] !== value) {
        counts.push(length);
        value = 1 - value;
        length = 0;
      }
      length += 1;
    }
  }
  counts.push(length);
  return counts;
}
