import type { Box } from '#shared/metrics/iou.ts';

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

/** Intersection over the smaller of two boxes. */
function overSmaller(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? (width * height) / Math.min(a[2] * a[3], b[2] * b[3]) : 0;
}

/**
 * Greedy non-maximum merging of boxes of one class as SAHI's paper and documentation describe it (arXiv:2202.06934), written
 * anew: the best box takes all that overlap it by more than the threshold, measured over the smaller; each that still does so
 * when its turn comes enlarges it, and the higher score stays.
 */
export function greedyNmm(boxes: readonly ScoredBox[], threshold = 0.5): ScoredBox[] {
  const left = [...boxes].sort((a, b) => b.score - a.score);
  const merged: ScoredBox[] = [];
  while (left.length > 0) {
    const best = left.shift()!;
    let { box } = best;
    for (const other of left.filter((one) => overSmaller(best.box, one.box) > threshold)) {
      left.splice(left.indexOf(other), 1);
      if (overSmaller(box, other.box) <= threshold) continue;
      const [x, y] = [Math.min(box[0], other.box[0]), Math.min(box[1], other.box[1])];
      const right = Math.max(box[0] + box[2], other.box[0] + other.box[2]);
      const bottom = Math.max(box[1] + box[3], other.box[1] + other.box[3]);
      box = [x, y, right - x, bottom - y];
    }
    merged.push({ box, score: best.score });
  }
  return merged;
}
