import type { Annotation } from './annotation.ts';
import type { Decision } from './decision.ts';
import type { ClassId } from './ids.ts';
import type { Item } from './item.ts';
import type { Prediction } from './prediction.ts';
import type { Skeleton } from './skeleton.ts';

/** By class of the model: the project's class; null: not matched yet; absent: ignored. */
export type ScoredClasses = Readonly<Record<string, ClassId | null>>;

/** Everything a person sees and edits of one item: immutable records, replaced as a whole on each change. */
export interface ItemDocument {
  readonly item: Item;
  readonly annotations: readonly Annotation[];
  readonly decisions: readonly Decision[];
  /** Of the active run. */
  readonly predictions: readonly Prediction[];
  /** SHA-256 of the active run's model; null when there is no run. */
  readonly modelSha256: string | null;
  /** Of that model, by its card; absent: it knows no joints. */
  readonly modelSkeleton?: Skeleton | undefined;
  /** Of all classes that the scores of `predictions` name. */
  readonly scoredClasses?: ScoredClasses | undefined;
}
