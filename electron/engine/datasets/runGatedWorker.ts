import { Worker } from 'node:worker_threads';
import { AppError, CancelledError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { JobHandle } from '../jobs/jobs.ts';
import type { WriteGate } from '../writeGate.ts';
import type { WorkDoors, WorkMessage } from './gatedWork.ts';

/**
 * Records come and go by the million, and next to nothing of them is kept: with more room for what is new, the thread would only take
 * more memory, and no less time.
 */
export const workerLimits = { maxYoungGenerationSizeMb: 12 } as const;

/**
 * Runs one task of a worker thread to its end. When the thread is ready to write, the gate is closed for all others until it has ended.
 * @throws what it failed with @throws {CancelledError} when the job was cancelled
 */
export async function runGatedWorker<Result>(
  deps: {
    readonly entry: string;
    readonly name: string;
    readonly gate: WriteGate;
    readonly job: Pick<JobHandle, 'signal' | 'progress'>;
  },
  task: object,
): Promise<Result> {
  const { job, gate } = deps;
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const door = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkDoors = { ...task, cancelled, gate: door };
  const worker = new Worker(deps.entry, { workerData, resourceLimits: workerLimits });
  let open = (): void => undefined;
  const cancel = (): void => void Atomics.store(cancelled, 0, 1);
  job.signal.addEventListener('abort', cancel);
  if (job.signal.aborted) cancel();
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (message: WorkMessage<Result>) => {
        if (message.kind === 'progress') job.progress({ done: message.done, total: message.total });
        else if (message.kind === 'ready') {
          open = gate.close();
          Atomics.store(door, 0, 1);
          Atomics.notify(door, 0);
        } else if (message.kind === 'done') resolve(message.result);
        else if (message.kind === 'cancelled') reject(new CancelledError());
        else reject(fromErrorRecord(message.error));
      });
      worker.on('error', reject);
      worker.on('exit', () =>
        reject(new AppError('process.crashed', { process: deps.name, reason: 'it ended without a word' })),
      );
    });
  } finally {
    job.signal.removeEventListener('abort', cancel);
    open();
  }
}
