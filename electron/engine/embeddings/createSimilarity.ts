import { Worker } from 'node:worker_threads';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { SimilarAnswer, SimilarQuestion } from './similarQuestion.ts';

/** Answers which vectors are nearest, in a worker thread that keeps them in memory for a while. */
export interface Similarity {
  /** null: what is asked about isn't described. @throws {AppError} process.crashed, store.*, project.damaged */
  nearest(question: Omit<SimilarQuestion, 'id'>): Promise<SimilarAnswer['value']>;
  close(): Promise<void>;
}

const idleMs = 5 * 60_000;

interface Waiting {
  readonly resolve: (value: SimilarAnswer['value']) => void;
  readonly reject: (error: Error) => void;
}

export function createSimilarity(deps: { readonly projectPath: string; readonly workerEntry: string }): Similarity {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;

  function stop(): Promise<unknown> {
    const former = worker;
    worker = null;
    clearTimeout(idle);
    return Promise.resolve(former?.terminate());
  }

  function start(): Worker {
    const started = new Worker(deps.workerEntry, { workerData: deps.projectPath });
    started.on('message', ({ id, value, error }: SimilarAnswer) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (error) one?.reject(fromErrorRecord(error));
      else one?.resolve(value);
    });
    const end = (reason: string): void => {
      if (worker === started) worker = null;
      for (const { reject } of waiting.values()) reject(new AppError('process.crashed', { process: 'worker', reason }));
      waiting.clear();
    };
    started.on('error', (error: Error) => end(error.message));
    started.on('exit', (code) => end(`exit code ${code}`));
    started.unref();
    return started;
  }

  return {
    nearest(question) {
      worker ??= start();
      clearTimeout(idle);
      idle = setTimeout(() => void stop(), idleMs).unref();
      const id = (lastId += 1);
      const answer = new Promise<SimilarAnswer['value']>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ ...question, id } satisfies SimilarQuestion);
      return answer;
    },
    close: async () => void (await stop()),
  };
}
