import type { Candidate } from '../../post/selectBoxes.ts';
import type { OutputTensor } from '../family.ts';

export interface NamedBoxes {
  readonly boxes: OutputTensor;
  readonly scores: OutputTensor;
  readonly labels: OutputTensor;
}

/**
 * Detections that a model has chosen itself: corners, score and label, each in a tensor of its own.
 * @param firstLabel the number of the first class: labels below it mean "nothing"
 * @param order where a box has its left, top, right and bottom side
 */
export function readNamedBoxes(
  { boxes, scores, labels }: NamedBoxes,
  {
    firstLabel,
    minScore,
    order = [0, 1, 2, 3],
  }: {
    readonly firstLabel: number;
    readonly minScore: number;
    readonly order?: readonly [number, number, number, number];
  },
): Candidate[] {
  const found: Candidate[] = [];
  for (const [index, score] of scores.data.entries()) {
    // So written, NaN is left out as well.
    if (!(score >= minScore)) continue;
    const classIndex = Math.round(labels.data[index] ?? -1) - firstLabel;
    if (!(classIndex >= 0)) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = order.map((at) => boxes.data[index * 4 + at]);
    found.push({ left, top, right, bottom, score, classIndex });
  }
  return found;
}
