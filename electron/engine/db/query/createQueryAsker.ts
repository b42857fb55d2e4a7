import { Worker } from 'node:worker_threads';
import type { Facets } from '#shared/contract/api/itemsApi.ts';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { ParsedItemQuery } from '../itemQuery.ts';

interface Answers {
  readonly count: number;
  readonly facets: Facets;
  /** From memory, at once; null: they have to be counted. */
  readonly knownFacets: Facets | null;
  readonly ids: readonly ItemId[];
}

export interface QueryQuestion {
  readonly number: number;
  readonly kind: keyof Answers;
  readonly query: ParsedItemQuery;
}

export type QueryAnswer =
  { readonly number: number; readonly value: unknown } | { readonly number: number; readonly error: ErrorRecord };

/** Asks a worker thread, which is started by the first question and lives as long as the project is open. */
export interface QueryAsker {
  /** @throws {AppError} query.*, store.*, project.noneOpen when it is closed meanwhile */
  ask<Kind extends keyof Answers>(kind: Kind, query: ParsedItemQuery): Promise<Answers[Kind]>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function createQueryAsker(deps: { readonly workerEntry: string; readonly projectPath: string }): QueryAsker {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let isClosed = false;
  let last = 0;

  function failAll(error: Error): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function start(): Worker {
    const { projectPath } = deps;
    const started = new Worker(deps.workerEntry, { workerData: { projectPath } });
    started.on('message', (answer: QueryAnswer) => {
      const asked = waiting.get(answer.number);
      waiting.delete(answer.number);
      // The program waits for answers, not for the thread.
      if (waiting.size === 0) started.unref();
      if ('error' in answer) asked?.reject(fromErrorRecord(answer.error));
      else asked?.resolve(answer.value);
    });
    started.on('error', (error) => failAll(error instanceof Error ? error : new Error(String(error))));
    started.on('exit', (code) => {
      // The next question starts another.
      if (worker === started) worker = null;
      const reason = `exit code ${code}`;
      failAll(
        isClosed ? new AppError('project.noneOpen') : new AppError('process.crashed', { process: 'query', reason }),
      );
    });
    return started;
  }

  return {
    ask<Kind extends keyof Answers>(kind: Kind, query: ParsedItemQuery): Promise<Answers[Kind]> {
      if (isClosed) return Promise.reject(new AppError('project.noneOpen'));
      worker ??= start();
      const question: QueryQuestion = { number: ++last, kind, query };
      const to = worker;
      return new Promise((resolve, reject) => {
        waiting.set(question.number, { resolve: resolve, reject });
        to.ref();
        to.postMessage(question);
      });
    },
    async close() {
      isClosed = true;
      await worker?.terminate();
    },
  };
}
