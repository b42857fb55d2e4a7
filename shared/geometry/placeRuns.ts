import { runSpans, spansToRuns } from './runs.ts';
import type { Runs, Span } from './runs.ts';
import type { Size } from './viewTransform.ts';

/** Set pixels of a part of an image as those of the image: the part's top left pixel lies at `left`, `top`. */
export function placeRuns(runs: Runs, part: Size, left: number, top: number, image: Size): number[] {
  function* placed(): Generator<Span> {
    for (const [x, y0, y1] of runSpans(runs, part.height)) yield [x + left, y0 + top, y1 + top];
  }
  return spansToRuns(placed(), image);
}

/** Set pixels left for right. */
export function mirrorRuns(runs: Runs, image: Size): number[] {
  const columns = new Map<number, Span[]>();
  for (const [x, y0, y1] of runSpans(runs, image.height)) {
    const mirrored: Span = [image.width - 1 - x, y0, y1];
    const column = columns.get(mirrored[0]);
    if (column) column.push(mirrored);
    else columns.set(mirrored[0], [mirrored]);
  }
  return spansToRuns([...columns.values()].reverse().flat(), image);
}
