import type { AreaOperation } from './areas.ts';
import type { Box } from './boxes.ts';
import { ringEdges } from './rings.ts';
import type { Ring } from './rings.ts';
import type { Size } from './viewTransform.ts';

/**
 * Pixels of an image as lengths of runs of equal ones, column by column, beginning with unset ones: COCO's uncompressed RLE
 * (cocodataset/cocoapi, `maskApi.h`). The lengths add up to width times height; only the first may be zero.
 */
export type Runs = readonly number[];

/** Set pixels of one column: from `y0` up to but without `y1`. */
export type Span = readonly [x: number, y0: number, y1: number];

/** The set pixels, column by column; a run over the end of a column is two spans. */
export function* runSpans(runs: Runs, height: number): Generator<Span> {
  let at = 0;
  for (const [index, length] of runs.entries()) {
    const end = at + length;
    if (index % 2 === 1) {
      while (at < end) {
        const x = Math.floor(at / height);
        const stop = Math.min(end, (x + 1) * height);
        yield [x, at - x * height, stop - x * height];
        at = stop;
      }
    }
    at = end;
  }
}

/** @param starts and ends of set stretches in column order, in turn; those that touch become one. */
function fromBorders(borders: Iterable<readonly [start: number, end: number]>, total: number): number[] {
  const runs: number[] = [];
  let done = 0;
  for (const [start, end] of borders) {
    if (end <= start) continue;
    if (start === done && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) as number) + (end - start);
    else runs.push(start - done, end - start);
    done = end;
  }
  if (done < total || runs.length === 0) runs.push(total - done);
  return runs;
}

function* columnBorders(spans: Iterable<Span>, height: number): Generator<readonly [number, number]> {
  for (const [x, y0, y1] of spans) yield [x * height + y0, x * height + y1];
}

/** Runs of set pixels that come column by column, each column from its top. */
export const spansToRuns = (spans: Iterable<Span>, { width, height }: Size): number[] =>
  fromBorders(columnBorders(spans, height), width * height);

/**
 * The pixels whose centres lie inside rings (even-odd rule). Scan conversion: each column's crossings with the edges,
 * sorted, taken in pairs.
 */
export function ringsToRuns(rings: readonly Ring[], { width, height }: Size): number[] {
  const crossings = new Map<number, number[]>();
  for (const ring of rings) {
    for (const [x0, y0, x1, y1] of ringEdges(ring)) {
      // Columns whose centre lies in the half-open span of the edge: a shared corner counts once.
      const first = Math.max(0, Math.ceil(Math.min(x0, x1) - 0.5));
      const last = Math.min(width, Math.ceil(Math.max(x0, x1) - 0.5));
      for (let column = first; column < last; column += 1) {
        const crossing = y0 + ((column + 0.5 - x0) * (y1 - y0)) / (x1 - x0);
        const places = crossings.get(column);
        if (places) places.push(crossing);
        else crossings.set(column, [crossing]);
      }
    }
  }
  const row = (y: number): number => Math.min(height, Math.max(0, Math.ceil(y - 0.5)));
  function* spans(): Generator<Span> {
    for (const [x, places] of [...crossings].sort(([a], [b]) => a - b)) {
      places.sort((a, b) => a - b);
      for (let at = 0; at + 1 < places.length; at += 2)
        yield [x, row(places[at] as number), row(places[at + 1] as number)];
    }
  }
  return fromBorders(columnBorders(spans(), height), width * height);
}

const isSet: Readonly<Record<AreaOperation, (a: boolean, b: boolean) => boolean>> = {
  merge: (a, b) => a || b,
  subtract: (a, b) => a && !b,
  intersect: (a, b) => a && b,
};

/** Of two sets of pixels of the same image: all, those of the first without the second's, or those of both. */
export function combineRuns(operation: AreaOperation, a: Runs, b: Runs): number[] {
  const combine = isSet[operation];
  const runs: number[] = [];
  let [indexA, indexB, leftA, leftB] = [0, 0, a[0] ?? 0, b[0] ?? 0];
  let value = false;
  let length = 0;
  while (indexA < a.length && indexB < b.length) {
    const step = Math.min(leftA, leftB);
    const set = combine(indexA % 2 === 1, indexB % 2 === 1);
    if (step > 0 && set !== value) {
      runs.push(length);
      [value, length] = [set, 0];
    }
    length += step;
    [leftA, leftB] = [leftA - step, leftB - step];
    while (leftA === 0 && indexA < a.length) leftA = a[(indexA += 1)] ?? 0;
    while (leftB === 0 && indexB < b.length) leftB = b[(indexB += 1)] ?? 0;
  }
  runs.push(length);
  return runs;
}

/** How many pixels are set. */
export const runsArea = (runs: Runs): number =>
  runs.reduce((sum, length, index) => sum + (index % 2 === 1 ? length : 0), 0);

/** The smallest box around the set pixels; null when there is none. */
export function runsBounds(runs: Runs, height: number): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y0, y1] of runSpans(runs, height)) {
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y0);
    bottom = Math.max(bottom, y1);
  }
  return right < left ? null : [left, top, right - left, bottom - top];
}

/** Moved by whole pixels; the caller sees to it that all stay in the image. */
export function moveRuns(runs: Runs, dx: number, dy: number, { width, height }: Size): number[] {
  function* moved(): Generator<Span> {
    for (const [x, y0, y1] of runSpans(runs, height)) yield [x + dx, y0 + dy, y1 + dy];
  }
  return fromBorders(columnBorders(moved(), height), width * height);
}

/** Runs of a bitmap (0 or not, row by row) that lies in the image with its top left pixel at `left`, `top`. */
export function bitmapToRuns(
  bitmap: { readonly pixels: Uint8Array; readonly width: number; readonly height: number },
  left: number,
  top: number,
  image: Size,
): number[] {
  function* spans(): Generator<Span> {
    for (let x = 0; x < bitmap.width; x += 1) {
      let start = -1;
      for (let y = 0; y <= bitmap.height; y += 1) {
        const isOn = y < bitmap.height && bitmap.pixels[y * bitmap.width + x] !== 0;
        if (isOn && start < 0) start = y;
        if (isOn || start < 0) continue;
        yield [x + left, start + top, y + top];
        start = -1;
      }
    }
  }
  return fromBorders(columnBorders(spans(), image.height), image.width * image.height);
}
