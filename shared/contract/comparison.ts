import type { DifferenceKind } from '../model/differenceKind.ts';
import type { AnnotationId, ClassId, ItemId } from '../model/ids.ts';
import type { Prediction } from '../model/prediction.ts';

export type DifferenceCounts = Readonly<Record<DifferenceKind, number>>;

/** How right a model was, 0..1; null where there is nothing to divide by. */
export interface Rightness {
  /** Share of the predictions that agree with a label. */
  readonly precision: number | null;
  /** Share of the labels that were found. */
  readonly recall: number | null;
  /** Their harmonic mean. */
  readonly f1: number | null;
  /** COCO's average precision at IoU 0.5, and averaged over 0.5 to 0.95; null without labels. */
  readonly ap50: number | null;
  readonly ap: number | null;
}

/** Of an `otherClass` the label's class counts it. */
export interface ClassComparison extends DifferenceCounts, Rightness {
  /** null: a class of the model that the project has not. */
  readonly classId: ClassId | null;
  readonly className: string;
  readonly labels: number;
  readonly predictions: number;
  readonly agreed: number;
}

/** How often labels of one class were predicted as another; null: there was none. Low overlaps are of the same class. */
export interface ConfusionCell {
  readonly label: string | null;
  readonly predicted: string | null;
  readonly count: number;
}

/** An item that differs in something nobody has decided yet. */
export interface DifferingItem {
  readonly itemId: ItemId;
  readonly path: string;
  /** Changes when the picture does. */
  readonly pictureVersion: string;
  /** Those that are not decided. */
  readonly counts: DifferenceCounts;
  /** Sum of `differenceWeight`. */
  readonly weight: number;
}

/** A run's predictions against the labels of a whole project. */
export interface RunComparison {
  /** Items that were compared. */
  readonly items: number;
  /** Items that the run has done, but that are not labeled yet, or changed since. */
  readonly leftOut: number;
  readonly labels: number;
  readonly predictions: number;
  readonly agreed: number;
  readonly counts: DifferenceCounts;
  /** Differences that a person has decided already. */
  readonly settled: number;
  /** Over all classes; `ap50` and `ap` are COCO's means over classes. */
  readonly overall: Rightness;
  /** Most labels first. */
  readonly classes: readonly ClassComparison[];
  readonly confusion: readonly ConfusionCell[];
  /** What differs most first. */
  readonly differing: { readonly total: number; readonly items: readonly DifferingItem[] };
}

/** One difference of one item. */
export interface ItemDifference {
  readonly kind: DifferenceKind;
  /** 0..1; 0 where there is one shape only. */
  readonly overlap: number;
  readonly prediction: Prediction | null;
  readonly annotationId: AnnotationId | null;
  /** A person has decided on this prediction already. */
  readonly isSettled: boolean;
}

export interface ItemDifferences {
  /** Of the run. */
  readonly modelSha256: string;
  readonly differences: readonly ItemDifference[];
}
