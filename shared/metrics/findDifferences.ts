import { sameness } from './sameObject.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';

/** Shapes of one image that are compared: a class is whatever names it, the same for both sides. */
export interface ComparedLabel {
  readonly classKey: string;
  readonly shape: Shape;
}
export interface ComparedPrediction extends ComparedLabel {
  /** 0..1 */
  readonly score: number;
}

export interface ShapePair<Prediction, Label> {
  readonly prediction: Prediction;
  readonly label: Label;
  /** 0..1; see `sameness`. */
  readonly overlap: number;
}
export type Difference<Prediction, Label> =
  | ({ readonly kind: 'lowOverlap' | 'otherClass' } & ShapePair<Prediction, Label>)
  | { readonly kind: 'missing'; readonly prediction: Prediction; readonly label: null; readonly overlap: 0 }
  | { readonly kind: 'extra'; readonly prediction: null; readonly label: Label; readonly overlap: 0 };

export interface Comparison<Prediction, Label> {
  readonly agreed: readonly ShapePair<Prediction, Label>[];
  readonly differences: readonly Difference<Prediction, Label>[];
}

/** Shapes that overlap by less are not of one object: TIDE's threshold between a bad place and the background. */
export const leastOverlap = 0.1;

/**
 * Compares what a model predicted in one image with what a person labeled. Pairs are found as COCO's evaluation finds
 * them: predictions by falling score each take the free label they overlap most; at equal overlap the later one, at equal
 * scores the earlier prediction goes first. In three rounds: of the same class by at least `overlap` (so those that agree
 * are COCO's true positives), then of another class by at least `overlap`, then of the same class by less, but at least 0.1.
 * What is left over stands alone.
 * Sources: cocoapi, PythonAPI/pycocotools/cocoeval.py, `evaluateImg`; the kinds and the 0.1 are those of Bolya et al. 2020,
 * "TIDE: A general toolbox for identifying object detection errors" (arXiv 2008.08052), section 2.2.
 * @param overlap from which two shapes of a class agree, above 0.1 and up to 1
 */
export function findDifferences<Prediction extends ComparedPrediction, Label extends ComparedLabel>(
  predictions: readonly Prediction[],
  labels: readonly Label[],
  overlap: number,
): Comparison<Prediction, Label> {
  const ordered = [...predictions].sort((a, b) => b.score - a.score);
  const freePredictions = new Set(ordered);
  const freeLabels = new Set(labels);

  function pairUp(isPair: (prediction: Prediction, label: Label) => boolean, from: number) {
    const pairs: ShapePair<Prediction, Label>[] = [];
    for (const prediction of freePredictions) {
      if (freeLabels.size === 0) break;
      let best: ShapePair<Prediction, Label> | null = null;
      for (const label of freeLabels) {
        if (!isPair(prediction, label)) continue;
        const found = sameness(label.shape, prediction.shape);
        if (found >= (best?.overlap ?? from)) best = { prediction, label, overlap: found };
      }
      if (!best) continue;
      freePredictions.delete(prediction);
      freeLabels.delete(best.label);
      pairs.push(best);
    }
    return pairs;
  }

  const isSameClass = (prediction: Prediction, label: Label): boolean => prediction.classKey === label.classKey;
  const agreed = pairUp(isSameClass, overlap);
  const otherClass = pairUp((prediction, label) => !isSameClass(prediction, label), overlap);
  const lowOverlap = pairUp(isSameClass, leastOverlap);
  const differences: Difference<Prediction, Label>[] = [
    ...otherClass.map((pair) => ({ kind: 'otherClass' as const, ...pair })),
    ...lowOverlap.map((pair) => ({ kind: 'lowOverlap' as const, ...pair })),
    ...[...freePredictions].map((prediction) => ({
      ...{ kind: 'missing' as const, prediction, label: null, overlap: 0 as const },
    })),
    ...[...freeLabels].map((label) => ({ kind: 'extra' as const, prediction: null, label, overlap: 0 as const })),
  ];
  return { agreed, differences };
}

/**
 * How much a difference matters, 0..1: what the model is sure of counts more, a shape by how little it overlaps. A label
 * without a prediction counts half: nothing tells how sure the model was.
 */
export function differenceWeight(difference: Difference<ComparedPrediction, ComparedLabel>): number {
  if (difference.kind === 'extra') return 0.5;
  const { score } = difference.prediction;
  return difference.kind === 'lowOverlap' ? score * (1 - difference.overlap) : score;
}
