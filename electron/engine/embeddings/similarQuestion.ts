import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { Neighbour } from './neighbours.ts';

export interface SimilarQuestion {
  readonly id: number;
  readonly modelId: number;
  readonly itemId: number;
  /** Empty: the whole image. */
  readonly objectId: string;
  /** Whether to look among objects, or among images. */
  readonly objects: boolean;
  readonly limit: number;
}

export interface SimilarAnswer {
  readonly id: number;
  /** null: what was asked about isn't described. */
  readonly value: readonly Neighbour[] | null;
  readonly error?: ErrorRecord;
}
