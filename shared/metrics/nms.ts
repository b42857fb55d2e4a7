import { iou } from './iou.ts';
import type { Box } from './iou.ts';

interface Scored {
  readonly score: number;
  readonly classIndex: number;
}

export interface ScoredBox extends Scored {
  readonly box: Box;
}

export interface Choice<Candidate> {
  /** Within which candidates suppress each other; by default their class. */
  readonly groupOf?: (candidate: Candidate) => number;
  readonly keepAtMost?: number;
}

/** As `nms`, for what overlaps in another way than boxes do. */
export function nmsBy<Candidate extends Scored>(
  candidates: readonly Candidate[],
  threshold: number,
  overlap: (a: Candidate, b: Candidate) => number,
  { groupOf = ({ classIndex }) => classIndex, keepAtMost = Infinity }: Choice<Candidate> = {},
): Candidate[] {
  const kept: Candidate[] = [];
  const keptByGroup = new Map<number, Candidate[]>();
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    if (kept.length >= keepAtMost) break;
    const group = groupOf(candidate);
    let rivals = keptByGroup.get(group);
    if (!rivals) keptByGroup.set(group, (rivals = []));
    if (rivals.some((rival) => overlap(rival, candidate) > threshold)) continue;
    rivals.push(candidate);
    kept.push(candidate);
  }
  return kept;
}

/**
 * Greedy non-maximum suppression within each class, or another group: of boxes that overlap by more than `iouThreshold` the best scored
 * stays. Best first. At equal scores the earlier one wins, so that the result doesn't depend on the sort. It ends when
 * `keepAtMost` stay, so that a hundred thousand boxes don't take minutes.
 */
export function nms<Candidate extends ScoredBox>(
  candidates: readonly Candidate[],
  iouThreshold: number,
  choice?: Choice<Candidate>,
): Candidate[] {
  return nmsBy(candidates, iouThreshold, (a, b) => iou(a.box, b.box), choice);
}
