import type { ModelSignature, RawPrediction } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Placement } from './placement.ts';

export interface OutputTensor {
  readonly name: string;
  /** As the model gives it; `data` is always floats. */
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export interface Thresholds {
  /** 0..1 */
  readonly score: number;
  /** 0..1 */
  readonly iou: number;
  /** The lowest score of a class that has one of its own; `score` is the lowest of all. */
  readonly scoreOf?: (className: string) => number;
}

/** What can be told of a model from its file: a card but for its identity. */
export type Recognition = Omit<ModelCard, 'name' | 'sha256'>;

/** A kind of model: how to know it, and how to read what it says. Pure. */
export interface Family {
  readonly id: string;
  /**
   * Null when the file isn't of this family.
   * @param isNamed the card says that it is: what only looks the same needn't be feared
   */
  recognise(signature: ModelSignature, isNamed?: boolean): Recognition | null;
  /** How many classes the outputs can tell apart under this card; null when only a run shows it. */
  classCount(signature: ModelSignature, card: ModelCard): number | null;
  /** Predictions of one image, in its upright pixels, best first. */
  decode(
    outputs: readonly OutputTensor[],
    card: ModelCard,
    placement: Placement,
    thresholds: Thresholds,
  ): RawPrediction[];
}
