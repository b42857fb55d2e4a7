import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';
import type { JobId, RunId } from '#shared/model/ids.ts';

/** What the work reports to; every call is shown in the status bar. */
export interface JobHandle {
  readonly id: JobId;
  /** Aborted when the user cancels, and when the project closes. */
  readonly signal: AbortSignal;
  progress(state: { done: number; total?: number | null; failed?: number; note?: string }): void;
  /** Exactly one of these, once. */
  finish(state: 'done' | 'cancelled', note?: string): void;
  fail(error: ErrorRecord): void;
}

export interface Jobs {
  start(job: { kind: Job['kind']; total: number | null; cancellable: boolean; runId?: RunId }): JobHandle;
  /** Running ones and the last finished ones, newest first. */
  list(): readonly Job[];
  find(id: JobId): Job | undefined;
  /** @throws {AppError} job.notFound */
  cancel(id: JobId): void;
  /** Aborts all and waits for their end. */
  close(): Promise<void>;
}
