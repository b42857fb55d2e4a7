import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';

/** What is to be told of a job that has ended; null: nothing, or it isn't over. */
export type JobEnd =
  | { readonly kind: 'failed'; readonly error: ErrorRecord }
  | { readonly kind: 'exported'; readonly path: string }
  /** It is over, but not for all images. */
  | { readonly kind: 'in part'; readonly done: number; readonly failed: number }
  | null;

/** @param before the same job as it was known before */
export function jobEnd(before: Job | undefined, job: Job): JobEnd {
  if (job.state === before?.state) return null;
  // A folder that can't be scanned says so itself, for as long as it can't; these others tell who asked for them.
  if (job.state === 'failed')
    return ['scan', 'import', 'pack', 'unpack', 'merge'].includes(job.kind) || !job.error
      ? null
      : { kind: 'failed', error: job.error };
  if (job.state !== 'done') return null;
  if (job.kind === 'export') return { kind: 'exported', path: job.note ?? '' };
  return job.failed > 0 ? { kind: 'in part', done: job.done - job.failed, failed: job.failed } : null;
}
