import { Worker } from 'node:worker_threads';
import { AppError, CancelledError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';

/** What a worker says: an AppError doesn't cross threads as one. */
export type WorkerAnswer<Answer> = { readonly value: Answer } | { readonly error: ErrorRecord };

/** Starts a worker thread for one question; the signal ends it. @throws what it answered with @throws {CancelledError} */
export async function askWorker<Answer>(entry: string, question: unknown, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) throw new CancelledError();
  const worker = new Worker(entry, { workerData: question });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop);
  try {
    const answer = await new Promise<WorkerAnswer<Answer>>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) =>
        reject(
          signal.aborted
            ? new CancelledError()
            : new AppError('process.crashed', { process: 'worker', reason: `exit code ${code}` }),
        ),
      );
    });
    if ('error' in answer) throw fromErrorRecord(answer.error);
    return answer.value;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
