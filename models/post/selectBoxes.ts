import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import type { Box } from '#shared/metrics/iou.ts';
import { nms } from '#shared/metrics/nms.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Thresholds } from '../families/family.ts';
import { toImageBox } from '../families/placement.ts';
import type { Placement } from '../families/placement.ts';
import { candidatesAtMost, predictionsAtMost } from './limits.ts';
import { softNms } from './softNms.ts';
import { keepScores } from './topScores.ts';
import type { ScoreList } from './topScores.ts';

/** What a detector says of one place, before anything is chosen. */
export interface Candidate {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** 0..1 */
  readonly score: number;
  readonly classIndex: number;
  /** Of all classes; looked at only where the object is kept. */
  readonly scores?: ScoreList;
}

/** How a family's boxes are meant, where the card says nothing else. */
export interface BoxRules {
  readonly coordinates: NonNullable<ModelCard['output']['coordinates']>;
  readonly nms: NonNullable<ModelCard['output']['nms']>;
}

const nameOf = (card: ModelCard, classIndex: number): string => card.classes[classIndex] ?? `class ${classIndex}`;

type ScoredCandidate = Candidate & { readonly box: Box };

function suppress(candidates: ScoredCandidate[], how: BoxRules['nms'], thresholds: Thresholds): ScoredCandidate[] {
  if (how === 'class') return nms(candidates, thresholds.iou, { keepAtMost: predictionsAtMost });
  if (how === 'all') return nms(candidates, thresholds.iou, { keepAtMost: predictionsAtMost, groupOf: () => 0 });
  if (how === 'soft') return softNms(candidates, thresholds.score, predictionsAtMost);
  return candidates.sort((a, b) => b.score - a.score);
}

/** The most certain ones, in the order they came; of equally certain ones the earlier. */
function pickBest(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length <= candidatesAtMost) return candidates;
  const scores = Float64Array.from(candidates, ({ score }) => score).sort();
  const lowest = scores[scores.length - candidatesAtMost] ?? 0;
  let ties = candidatesAtMost - candidates.reduce((count, { score }) => count + (score > lowest ? 1 : 0), 0);
  return candidates.filter(({ score }) => score > lowest || (score === lowest && (ties -= 1) >= 0));
}

/**
 * The boxes of one image: below the score, too small and suppressed ones left out, the rest cut at the image's border.
 * Overlap is measured before cutting, as the models' own code does.
 */
export function selectBoxes(
  candidates: readonly Candidate[],
  card: ModelCard,
  placement: Placement,
  thresholds: Thresholds,
  rules: BoxRules = { coordinates: 'input', nms: 'class' },
): RawPrediction[] {
  const { maxDetections = predictionsAtMost, minSidePx = 0, ...said } = card.output;
  const coordinates = said.coordinates ?? rules.coordinates;
  const [unitX, unitY] = coordinates === 'unit' ? [card.input.widthPx, card.input.heightPx] : [1, 1];
  // So written, NaN is left out as well.
  const certain = candidates.filter(
    ({ score, classIndex }) => score >= (thresholds.scoreOf?.(nameOf(card, classIndex)) ?? thresholds.score),
  );
  const boxes = pickBest(certain).flatMap((candidate): ScoredCandidate[] => {
    const { left, top, right, bottom, score } = candidate;
    const box: Box = [left * unitX, top * unitY, (right - left) * unitX, (bottom - top) * unitY];
    if (!box.every(Number.isFinite) || !(box[2] > 0 && box[3] > 0)) return [];
    return [{ ...candidate, score: Math.min(1, score), box }];
  });
  const place = coordinates === 'image' ? { ...placement, scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 } : placement;
  return suppress(boxes, said.nms ?? rules.nms, thresholds)
    .flatMap(({ box: [x, y, width, height], score, classIndex, scores }): RawPrediction[] => {
      const box = toImageBox(place, x, y, x + width, y + height);
      if (!box || Math.min(box[2], box[3]) <= 0 || Math.min(box[2], box[3]) < minSidePx) return [];
      return [{ className: nameOf(card, classIndex), score, shape: { kind: 'box', box }, ...keepScores(scores, card) }];
    })
    .slice(0, Math.min(maxDetections, predictionsAtMost));
}
