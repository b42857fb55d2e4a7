import { iou } from './iou.ts';
import type { Box } from './iou.ts';
import { precisionCurveArea } from './precisionCurve.ts';

export interface ScoredDetection {
  readonly image: number;
  readonly box: Box;
  readonly score: number;
}
export interface TruthBox {
  readonly image: number;
  readonly box: Box;
}

/**
 * Average precision of one class at one IoU threshold, as COCO computes it (cocoapi, PythonAPI/pycocotools/cocoeval.py):
 * detections by falling score each take the free truth box of the same image they overlap most, if by at least
 * `iouThreshold`; precision is made monotone and read at 101 recall levels. NaN when there is no truth.
 */
export function averagePrecision(
  detections: readonly ScoredDetection[],
  truths: readonly TruthBox[],
  iouThreshold: number,
): number {
  if (truths.length === 0) return Number.NaN;
  const byImage = new Map<number, { box: Box; taken: boolean }[]>();
  for (const { image, box } of truths) byImage.set(image, [...(byImage.get(image) ?? []), { box, taken: false }]);
  const ordered = [...detections].sort((a, b) => b.score - a.score);
  const hits = ordered.map(({ image, box }): boolean => {
    let best: { box: Box; taken: boolean } | null = null;
    let bestIou = iouThreshold;
    for (const truth of byImage.get(image) ?? []) {
      const overlap = truth.taken ? 0 : iou(truth.box, box);
      if (overlap >= bestIou) [best, bestIou] = [truth, overlap];
    }
    if (best) best.taken = true;
    return best !== null;
  });
  return precisionCurveArea(hits, truths.length);
}
