import type { Logger } from '#shared/base/log.ts';
import { AppError, CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { WriteGate } from '../writeGate.ts';
import { runGatedWorker } from './runGatedWorker.ts';

/** Where a worker stands, and what its room calls things. */
export interface WorkerRoom {
  readonly entry: string;
  readonly name: string;
  readonly gate: WriteGate;
  readonly jobs: Jobs;
  readonly logger: Logger;
  /** What a cancelled task fails with. */
  readonly cancelled: ErrorCode;
  /** `false`: nobody but the end of the program stops it. */
  readonly isCancellable?: false;
}

/** Runs one task of a worker to its end, as a job. @throws what it failed with; cancelled: what the room says */
export async function runWorkerJob<Result>(
  room: WorkerRoom,
  kind: Job['kind'],
  task: { readonly kind: string; readonly projectPath: string },
): Promise<Result> {
  const job = room.jobs.start({ kind, total: null, cancellable: room.isCancellable ?? true });
  try {
    const result = await runGatedWorker<Result>({ entry: room.entry, name: room.name, gate: room.gate, job }, task);
    job.finish('done');
    return result;
  } catch (error) {
    if (error instanceof CancelledError) {
      job.finish('cancelled');
      throw new AppError(room.cancelled);
    }
    const failure = toErrorRecord(error);
    room.logger.error(failure.message, { kind: task.kind });
    job.fail(failure);
    throw error;
  }
}
