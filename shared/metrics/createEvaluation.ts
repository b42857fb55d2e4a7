import { precisionCurveArea } from './precisionCurve.ts';
import { sameness } from './sameObject.ts';
import type { ComparedLabel, ComparedPrediction } from './findDifferences.ts';

/** `np.linspace(0.5, 0.95, 10)`: COCO's IoU thresholds, to the last bit. */
const thresholds: readonly number[] = Array.from({ length: 10 }, (_, at) =>
  at === 9 ? 0.95 : at * ((0.95 - 0.5) / 9) + 0.5,
);
/** Of one class in one image, the best: COCO's `maxDets`. */
const mostDetections = 100;

interface ClassTally {
  truths: number;
  readonly scores: number[];
  /** Bit t: it found a truth at threshold t. */
  readonly hits: number[];
}

export interface ClassPrecision {
  readonly classKey: string;
  readonly truths: number;
  /** Average precision at IoU 0.5, and averaged over 0.5 to 0.95; NaN when there is no truth. */
  readonly ap50: number;
  readonly ap: number;
}

/** COCO's numbers over images that are added one by one; it keeps a score and a few bits of each prediction. */
export interface Evaluation {
  add(predictions: readonly ComparedPrediction[], truths: readonly ComparedLabel[]): void;
  /** Every class that was seen, in the order it was. */
  classes(): ClassPrecision[];
}

function groupByClass<Row extends ComparedLabel>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.classKey);
    if (group) group.push(row);
    else groups.set(row.classKey, [row]);
  }
  return groups;
}

/** @returns for each prediction, best first, the bits of the thresholds at which it finds a truth */
function match(ordered: readonly ComparedPrediction[], truths: readonly ComparedLabel[]): number[] {
  const bits = ordered.map(() => 0);
  const overlaps = ordered.map(({ shape }) => truths.map((truth) => sameness(truth.shape, shape)));
  for (const [at, threshold] of thresholds.entries()) {
    const isTaken = truths.map(() => false);
    for (const [index, row] of overlaps.entries()) {
      let best = -1;
      let bestOverlap = threshold;
      for (const [truth, overlap] of row.entries()) {
        if (isTaken[truth] || overlap < bestOverlap) continue;
        [best, bestOverlap] = [truth, overlap];
      }
      if (best < 0) continue;
      isTaken[best] = true;
      bits[index] = (bits[index] ?? 0) | (1 << at);
    }
  }
  return bits;
}

function toPrecision(classKey: string, { truths, scores, hits }: ClassTally): ClassPrecision {
  // Stable, as COCO's merge sort: at equal scores the earlier image goes first.
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const areas = thresholds.map((_, at) =>
    precisionCurveArea(
      Uint8Array.from(order, (index) => ((hits[index] ?? 0) >> at) & 1),
      truths,
    ),
  );
  const ap = areas.reduce((sum, area) => sum + area, 0) / areas.length;
  return { classKey, truths, ap50: areas[0] ?? Number.NaN, ap };
}

/**
 * Average precision as COCO computes it (cocoapi, PythonAPI/pycocotools/cocoeval.py, `evaluateImg` and `accumulate`, all
 * areas, 100 detections a class and image): of boxes to the same numbers. Other shapes overlap as `sameness` says.
 */
export function createEvaluation(): Evaluation {
  const tallies = new Map<string, ClassTally>();
  return {
    add(predictions, truths) {
      const [predicted, labeled] = [groupByClass(predictions), groupByClass(truths)];
      for (const classKey of new Set([...labeled.keys(), ...predicted.keys()])) {
        let tally = tallies.get(classKey);
        if (!tally) tallies.set(classKey, (tally = { truths: 0, scores: [], hits: [] }));
        const here = labeled.get(classKey) ?? [];
        const ordered = [...(predicted.get(classKey) ?? [])].sort((a, b) => b.score - a.score).slice(0, mostDetections);
        tally.truths += here.length;
        for (const { score } of ordered) tally.scores.push(score);
        for (const bits of match(ordered, here)) tally.hits.push(bits);
      }
    },
    classes: () => [...tallies].map(([classKey, tally]) => toPrecision(classKey, tally)),
  };
}
