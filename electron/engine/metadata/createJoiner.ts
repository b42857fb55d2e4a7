import type { TablePreview, TableResult } from '#shared/contract/api/metadataApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { WorkDoors } from '../datasets/gatedWork.ts';
import { assertMayWrite } from '../datasets/gatedRoom.ts';
import type { GatedRoomDeps } from '../datasets/gatedRoom.ts';
import { runWorkerJob } from '../datasets/runWorkerJob.ts';
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

export function createJoiner(
  deps: GatedRoomDeps & {
    /** Whether an edit of thousands is being written. */
    readonly isBulkBusy: () => boolean;
  },
): Joiner {
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
      assertMayWrite(deps);
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
