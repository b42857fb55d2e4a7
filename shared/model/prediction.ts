import type { Shape } from '../shapes/shapeRegistry.ts';
import type { ClassScores } from './classScores.ts';
import type { ClassId, ItemId, PredictionId, RunId } from './ids.ts';

/** A model's output. Immutable; belongs to a run. */
export interface Prediction {
  readonly id: PredictionId;
  readonly runId: RunId;
  readonly itemId: ItemId;
  /** The model's own name of the class. */
  readonly className: string;
  /** The project's class for it, as matched now; null when the project has none. */
  readonly classId: ClassId | null;
  /** 0..1 */
  readonly score: number;
  /** Of a committee: the share of its models that found it, 0..1. */
  readonly agreement?: number;
  readonly shape: Shape;
  /** Where the model tells more than its best class. */
  readonly scores?: ClassScores;
}
