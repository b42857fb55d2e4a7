import { iou } from './iou.ts';
import type { Box } from './iou.ts';

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
  readonly classIndex: number;
}

/**
 * Greedy non-maximum suppression within each class, or another group: of boxes that overlap by more than `iouThreshold` the best scored
 * stays. Best first. At equal scores the earlier one wins, so that the result doesn't depend on the sort. It ends when
 * `keepAtMost` stay, so that a hundred thousand boxes don't take minutes.
 */
export function nms<Candidate extends ScoredBox>(
  candidates: readonly Candidate[],
  iouThreshold: number,
  {
    groupOf = ({ classIndex }) => classIndex,
    keepAtMost = Infinity,
  }: { readonly groupOf?: (candidate: Candidate) => number; readonly keepAtMost?: number } = {},
): Candidate[] {
  const kept: Candidate[] = [];
  const keptByGroup = new Map<number, Candidate[]>();
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    if (kept.length >= keepAtMost) break;
    const group = groupOf(candidate);
    let rivals = keptByGroup.get(group);
    if (!rivals) keptByGroup.set(group, (rivals = []));
    if (rivals.some((rival) => iou(rival.box, candidate.box) > iouThreshold)) continue;
    rivals.push(candidate);
    kept.push(candidate);
  }
  return kept;
}
