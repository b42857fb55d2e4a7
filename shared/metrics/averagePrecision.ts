import { iou } from './iou.ts';
import type { Box } from './iou.ts';

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
  const precisions: number[] = [];
  const recalls: number[] = [];
  let hits = 0;
  for (const [index, { image, box }] of [...detections].sort((a, b) => b.score - a.score).entries()) {
    let best: { box: Box; taken: boolean } | null = null;
    let bestIou = iouThreshold;
    for (const truth of byImage.get(image) ?? []) {
      const overlap = truth.taken ? 0 : iou(truth.box, box);
      if (overlap >= bestIou) [best, bestIou] = [truth, overlap];
    }
    if (best) {
      best.taken = true;
      hits += 1;
    }
    precisions.push(hits / (index + 1));
    recalls.push(hits / truths.length);
  }
  for (let at = precisions.length - 2; at >= 0; at -= 1) {
    precisions[at] = Math.max(precisions[at] ?? 0, precisions[at + 1] ?? 0);
  }
  let sum = 0;
  for (let level = 0; level <= 100; level += 1) {
    const at = recalls.findIndex((recall) => recall >= level / 100);
    sum += at < 0 ? 0 : (precisions[at] ?? 0);
  }
  return sum / 101;
}
