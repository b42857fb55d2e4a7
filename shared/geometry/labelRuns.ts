import type { Size } from './viewTransform.ts';

/**
 * The pixels of each label but 0, as runs of the whole image (see `Runs`), in one pass. Labels come in the order of their first
 * pixel, column by column.
 * @param labels of the pixels, row by row
 */
export function labelRuns(labels: ArrayLike<number>, { width, height }: Size): Map<number, number[]> {
  const found = new Map<number, { readonly runs: number[]; done: number }>();
  const add = (label: number, start: number, end: number): void => {
    if (label === 0) return;
    let known = found.get(label);
    if (!known) {
      known = { runs: [], done: 0 };
      found.set(label, known);
    }
    const { runs } = known;
    // What goes on at the top of the next column is the same run.
    if (start === known.done && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) as number) + (end - start);
    else runs.push(start - known.done, end - start);
    known.done = end;
  };
  for (let x = 0; x < width; x += 1) {
    let [label, start] = [labels[x] as number, 0];
    for (let y = 1; y < height; y += 1) {
      const next = labels[y * width + x] as number;
      if (next === label) continue;
      add(label, x * height + start, x * height + y);
      [label, start] = [next, y];
    }
    add(label, x * height + start, (x + 1) * height);
  }
  const total = width * height;
  for (const { runs, done } of found.values()) if (done < total) runs.push(total - done);
  return new Map([...found].map(([label, { runs }]) => [label, runs]));
}
