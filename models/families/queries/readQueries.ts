import { bestClass } from '../../post/bestClass.ts';
import type { Candidate } from '../../post/selectBoxes.ts';

/** Where each query's class scores and its box (centre and size) are. */
export interface Queries {
  readonly count: number;
  readonly classes: number;
  readonly scores: { readonly data: Float32Array; readonly from: number; readonly step: number };
  readonly boxes: { readonly data: Float32Array; readonly from: number; readonly step: number };
}

/**
 * The objects that a transformer was asked for, one a query: each query's best class, and its box.
 * @param activate makes a score 0..1 of what the model gives, in the same order
 */
export function readQueries(
  { count, classes, scores, boxes }: Queries,
  { minScore, activate }: { readonly minScore: number; readonly activate: (value: number) => number },
): Candidate[] {
  const found: Candidate[] = [];
  for (let query = 0; query < count; query += 1) {
    const scoresFrom = scores.from + query * scores.step;
    const best = bestClass(scores.data, scoresFrom, classes);
    const score = activate(best.score);
    // So written, NaN is left out as well.
    if (!(score >= minScore)) continue;
    const from = boxes.from + query * boxes.step;
    const [cx = 0, cy = 0, width = 0, height = 0] = boxes.data.subarray(from, from + 4);
    const [halfWidth, halfHeight] = [width / 2, height / 2];
    const sides = { left: cx - halfWidth, top: cy - halfHeight, right: cx + halfWidth, bottom: cy + halfHeight };
    const list = {
      count: classes,
      at: (of: number) => activate(scores.data[scoresFrom + of] ?? -Infinity),
      isShared: false,
    };
    found.push({ ...sides, score, classIndex: best.classIndex, scores: list });
  }
  return found;
}
