import path from 'node:path';
import type { Engine } from '#engine/createEngine.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { ProjectInfo } from '#shared/contract/api/projectApi.ts';
import { CancelledError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';
import type { JobId } from '#shared/model/ids.ts';

/** `PROJECT` on the command line: a file, with or without its ending. */
export function projectFile(argument: string): string {
  return path.resolve(argument.endsWith('.firstpass') ? argument : `${argument}.firstpass`);
}

export function openProjectFile(engine: Engine, argument: string): Promise<ProjectInfo> {
  return engine.call('projects.open', { file: engine.grants.add(projectFile(argument)).id });
}

/** Waits for the end of a job. @throws {AppError} what it failed with @throws {CancelledError} */
export async function jobEnd(engine: Engine, jobId: JobId): Promise<Job> {
  const ended = await new Promise<Job>((resolve, reject) => {
    const settle = (job: Job): void => {
      if (job.id !== jobId || job.state === 'running') return;
      off();
      resolve(job);
    };
    const off = engine.events.on('jobProgressed', ({ job }) => settle(job));
    engine.call('jobs.list', {}).then((jobs) => jobs.forEach(settle), reject);
  });
  if (ended.state === 'failed') throw fromErrorRecord(assertExists(ended.error, 'a failed job says why'));
  if (ended.state === 'cancelled') throw new CancelledError();
  return ended;
}
