import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { TablePreview, TableResult } from '#shared/contract/api/metadataApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { WorkDoors } from '../datasets/gatedWork.ts';
import { runWorkerJob } from '../datasets/runWorkerJob.ts';
import type { EditHistory } from '../db/editHistory.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { WriteGate } from '../writeGate.ts';
import type { JoinedTable } from './joinTable.ts';
import type { JoinTask } from './joinWorker.ts';
import type { JoinRequest } from './planJoin.ts';

/** Brings tables of metadata in. */
export interface Joiner {
  /** @throws {AppError} import.*, table.* */
  preview(request: JoinRequest): Promise<TablePreview>;
  /** @throws {AppError} import.*, table.*, run.busy, bulk.busy, store.* */
  join(request: JoinRequest): Promise<TableResult>;
}

export function createJoiner(deps: {
  readonly projectPath: string;
  readonly db: Database;
  readonly actor: string;
  readonly gate: WriteGate;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly workerEntry: string;
  /** A run writes its results as they come: it is not held back. */
  readonly isBusy: () => boolean;
  /** Whether an edit of thousands is being written. */
  readonly isBulkBusy: () => boolean;
  readonly logger: Logger;
}): Joiner {
  const { projectPath, actor, gate, jobs, emitter, history } = deps;
  const room = {
    ...{ entry: deps.workerEntry, name: 'table', gate, jobs, logger: deps.logger },
    cancelled: 'import.cancelled',
  } as const;
  const run = <Result>(kind: JoinTask['kind'], request: JoinRequest): Promise<Result> =>
    runWorkerJob<Result>(room, 'import', {
      ...{ kind, projectPath, actor, request },
    } satisfies Omit<JoinTask, keyof WorkDoors>);
  return {
    preview: (request) => run<TablePreview>('preview', request),
    async join(request) {
      if (deps.isBusy() || !gate.isOpen) throw new AppError('run.busy');
      if (deps.isBulkBusy()) throw new AppError('bulk.busy');
      const { result, entries } = await run<JoinedTable>('join', request);
      for (const seq of entries) history.note({ seq, undoes: null });
      if (entries.length > 0) {
        emitter.emit('itemsChanged', { itemIds: null });
        emitter.emit('historyChanged', {});
      }
      return result;
    },
  };
}
