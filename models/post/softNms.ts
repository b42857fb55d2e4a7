import { iou } from '#shared/metrics/iou.ts';
import type { ScoredBox } from '#shared/metrics/nms.ts';

/** The paper's width of the Gaussian. */
const sigma = 0.5;

/**
 * Soft-NMS with the Gaussian penalty, within each class: a box that overlaps a better one isn't dropped but becomes less
 * certain, so that objects which hide each other survive. What falls under `minScore` goes. Best first.
 * Source: Bodla et al. 2017, "Soft-NMS: improving object detection with one line of code" (arXiv 1704.04503).
 */
export function softNms<Candidate extends ScoredBox>(candidates: readonly Candidate[], minScore: number): Candidate[] {
  const kept: Candidate[] = [];
  let rest = [...candidates];
  for (;;) {
    const best = rest.reduce<Candidate | undefined>(
      (top, next) => (top && top.score >= next.score ? top : next),
      undefined,
    );
    if (!best) return kept;
    kept.push(best);
    rest = rest
      .filter((candidate) => candidate !== best)
      .map((candidate) => {
        if (candidate.classIndex !== best.classIndex) return candidate;
        const overlap = iou(candidate.box, best.box);
        return overlap === 0 ? candidate : { ...candidate, score: candidate.score * Math.exp(-(overlap ** 2) / sigma) };
      })
      .filter(({ score }) => score >= minScore);
  }
}
