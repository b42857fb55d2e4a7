import { iou } from '#shared/metrics/iou.ts';
import type { ScoredBox } from '#shared/metrics/nms.ts';

/** The paper's width of the Gaussian. */
const sigma = 0.5;

/**
 * Soft-NMS with the Gaussian penalty, within each class: a box that overlaps a better one isn't dropped but becomes less
 * certain, so that objects which hide each other survive. What falls under `minScore` goes. Best first, `keepAtMost` of them.
 * Source: Bodla et al. 2017, "Soft-NMS: improving object detection with one line of code" (arXiv 1704.04503).
 */
export function softNms<Candidate extends ScoredBox>(
  candidates: readonly Candidate[],
  minScore: number,
  keepAtMost = Infinity,
): Candidate[] {
  const kept: Candidate[] = [];
  const scores = Float64Array.from(candidates, ({ score }) => score);
  // Of those that are kept or gone, and of NaN.
  const gone = -Infinity;
  while (kept.length < keepAtMost) {
    let at = -1;
    for (let index = 0; index < scores.length; index += 1) {
      const score = scores[index] ?? gone;
      if (score > (scores[at] ?? gone)) at = index;
    }
    const best = candidates[at];
    if (!best) break;
    kept.push({ ...best, score: scores[at] ?? gone });
    scores[at] = gone;
    for (const [index, { classIndex, box }] of candidates.entries()) {
      const score = scores[index] ?? gone;
      if (score === gone || classIndex !== best.classIndex) continue;
      const overlap = iou(box, best.box);
      if (overlap === 0) continue;
      const decayed = score * Math.exp(-(overlap ** 2) / sigma);
      scores[index] = decayed >= minScore ? decayed : gone;
    }
  }
  return kept;
}
