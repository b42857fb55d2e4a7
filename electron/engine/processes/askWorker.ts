import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/contract/errors.ts';

/** Starts a worker thread for one question. @returns its first message. @throws what it threw */
export function askWorker<Answer>(entry: string, question: unknown): Promise<Answer> {
  const worker = new Worker(entry, { workerData: question });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new AppError('process.crashed', { process: 'worker', reason: `exit code ${code}` })),
    );
  });
}
