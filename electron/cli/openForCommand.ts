import path from 'node:path';
import type { Engine } from '#engine/createEngine.ts';
import type { ProjectInfo } from '#shared/contract/engineApi.ts';
import { CancelledError, AppError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';
import type { JobId } from '#shared/model/ids.ts';

/** `PROJECT` on the command line: a file, with or without its ending. */
export function projectFile(argument: string): string {
  return path.resolve(argument.endsWith('.firstpass') ? argument : `${argument}.firstpass`);
}

export function openProjectFile(engine: Engine, argument: string): Promise<ProjectInfo> {
  return engine.call('projects.open', { file: engine.grants.add(projectFile(argument)).id });
}

/** Waits for the end of a job; Ctrl+C cancels it. @throws {AppError} what the job failed with */
export async function jobEnd(engine: Engine, jobId: JobId, signal: AbortSignal): Promise<Job> {
  const cancel = (): void => void engine.call('jobs.cancel', { jobId });
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  const failures: AppError[] = [];
  const offNotice = engine.events.on('noticed', ({ error }) => failures.push(new AppError(error.code, error.details)));
  try {
    return await new Promise<Job>((resolve, reject) => {
      const settle = (job: Job): void => {
        if (job.id !== jobId || job.state === 'running') return;
        // The notice that explains a failure follows in the same turn.
        if (job.state === 'failed')
          setImmediate(() => reject(failures[0] ?? new AppError('internal', { reason: job.note ?? 'unknown' })));
        else if (job.state === 'cancelled') reject(new CancelledError());
        else resolve(job);
      };
      const off = engine.events.on('jobProgressed', ({ job }) => {
        settle(job);
        if (job.id === jobId && job.state !== 'running') off();
      });
      engine.call('jobs.list', {}).then((jobs) => jobs.forEach(settle), reject);
    });
  } finally {
    offNotice();
    signal.removeEventListener('abort', cancel);
  }
}
