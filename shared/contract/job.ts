import type { JobId, RunId } from '../model/ids.ts';
import type { ErrorRecord } from './errors.ts';

export const jobStates = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type JobState = (typeof jobStates)[number];

/** Work longer than 200 ms, as the status bar shows it. */
export interface Job {
  readonly id: JobId;
  readonly kind:
    | 'scan'
    | 'prelabel'
    | 'export'
    | 'import'
    | 'probe'
    | 'embed'
    | 'quantize'
    | 'bulk'
    | 'version'
    | 'restore'
    | 'pack'
    | 'unpack'
    | 'merge'
    | 'duplicates';
  /** A run, when it is one that pre-labels. */
  readonly runId: RunId | null;
  readonly state: JobState;
  readonly done: number;
  /** null while it isn't known yet. */
  readonly total: number | null;
  /** Items per second over the last seconds; null until it is known. */
  readonly ratePerSecond: number | null;
  readonly remainingMs: number | null;
  readonly failed: number;
  readonly cancellable: boolean;
  /** One line about what came out, for example where an export lies or which device ran. */
  readonly note: string | null;
  /** What it failed with; null unless it has failed. */
  readonly error: ErrorRecord | null;
}
