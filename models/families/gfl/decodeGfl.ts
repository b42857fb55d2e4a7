import type { ModelCard } from '#shared/model/modelCard.ts';
import { bestClass } from '../../post/bestClass.ts';
import type { Candidate } from '../../post/selectBoxes.ts';
import { sigmoid } from '../../post/sigmoid.ts';

/** Where the centre of a cell lies, in strides, and what is added to it in pixels. */
export interface CellCentre {
  readonly cells: number;
  readonly px: number;
}

/** One grid of a detector: of each cell the class scores and the distributions of its four sides. */
export interface Level {
  readonly stride: number;
  readonly rows: number;
  readonly scores: Float32Array;
  readonly distances: Float32Array;
  /** From one cell to the next in each of them, and where the first value of the first cell is. */
  readonly scoreStep: number;
  readonly distanceStep: number;
  readonly scoresFrom: number;
  readonly distancesFrom: number;
}

/** The mean of a distribution over `bins` whole numbers that is given as logits. */
function expected(data: Float32Array, from: number, bins: number): number {
  let highest = -Infinity;
  for (let bin = 0; bin < bins; bin += 1) highest = Math.max(highest, data[from + bin] ?? 0);
  let [sum, weighted] = [0, 0];
  for (let bin = 0; bin < bins; bin += 1) {
    const power = Math.exp((data[from + bin] ?? 0) - highest);
    sum += power;
    weighted += bin * power;
  }
  return weighted / sum;
}

/**
 * Detections of generalized focal loss: the distance from a cell's centre to each side is the mean of a distribution over
 * whole strides.
 * Source: Li et al. 2020, "Generalized focal loss" (arXiv 2006.04388).
 */
export function decodeGfl(
  levels: readonly Level[],
  card: ModelCard,
  {
    classes,
    bins,
    centre,
    minScore,
  }: {
    readonly classes: number;
    readonly bins: number;
    readonly centre: CellCentre;
    readonly minScore: number;
  },
): Candidate[] {
  const activate = card.output.activation === 'sigmoid' ? sigmoid : (value: number): number => value;
  const found: Candidate[] = [];
  for (const level of levels) {
    const { stride, distances } = level;
    const columns = Math.ceil(card.input.widthPx / stride);
    for (let row = 0; row < level.rows; row += 1) {
      const scoresFrom = level.scoresFrom + row * level.scoreStep;
      const best = bestClass(level.scores, scoresFrom, classes);
      const score = activate(best.score);
      // So written, NaN is left out as well.
      if (!(score >= minScore)) continue;
      const cx = ((row % columns) + centre.cells) * stride + centre.px;
      const cy = (Math.floor(row / columns) + centre.cells) * stride + centre.px;
      const from = level.distancesFrom + row * level.distanceStep;
      const side = (index: number): number => expected(distances, from + index * bins, bins) * stride;
      const sides = { left: cx - side(0), top: cy - side(1), right: cx + side(2), bottom: cy + side(3) };
      const scores = {
        count: classes,
        at: (of: number) => activate(level.scores[scoresFrom + of] ?? 0),
        isShared: false,
      };
      found.push({ ...sides, score, classIndex: best.classIndex, scores });
    }
  }
  return found;
}
