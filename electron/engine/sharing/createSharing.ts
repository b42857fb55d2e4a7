import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { HandOutResult, MergePreview, MergeResult, MergeSides, PackResult } from '#shared/contract/sharing.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createKeptFolder } from '../datasets/createKeptFolder.ts';
import { runGatedWorker } from '../datasets/runGatedWorker.ts';
import { runWorkerJob } from '../datasets/runWorkerJob.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { toItemQuerySql } from '../db/itemQuery.ts';
import { findHead } from '../db/journal.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { WriteGate } from '../writeGate.ts';
import type { MergeOptions } from './merge/planMerge.ts';
import type { SharingPart } from './sharingTask.ts';

/** Packs the open project, hands out parts of it, and takes them in again. */
export interface Sharing {
  /** @throws {AppError} pack.*, folder.notFound, store.* */
  pack(target: string, what: { readonly images: boolean; readonly models: boolean }): Promise<PackResult>;
  /** @throws {AppError} pack.*, package.empty, query.*, folder.notFound, store.* */
  handOut(
    target: string,
    what: { readonly query: string; readonly who: string; readonly images: boolean },
  ): Promise<HandOutResult>;
  /** @throws {AppError} merge.*, pack.*, project.* */
  preview(source: { readonly file: string } | { readonly token: string }, options: MergeOptions): Promise<MergePreview>;
  /** @throws {AppError} merge.dropped */
  sides(token: string, itemId: ItemId): Promise<MergeSides>;
  /** @throws {AppError} merge.*, run.busy, store.* */
  merge(token: string, options: MergeOptions): Promise<MergeResult>;
  drop(token: string): void;
  close(): void;
}

export function createSharing(deps: {
  readonly projectPath: string;
  readonly projectName: string;
  readonly appVersion: string;
  readonly db: Database;
  readonly actor: string;
  readonly gate: WriteGate;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly cacheFolder: string;
  readonly workerEntry: string;
  readonly isBusy: () => boolean;
  readonly logger: Logger;
}): Sharing {
  const { db, actor, gate, jobs, emitter, history, projectPath, projectName: name, appVersion: version } = deps;
  const closing = new AbortController();
  const folder = createKeptFolder(path.join(deps.cacheFolder, 'merges'));
  const copyIn = (kept: string): string => path.join(kept, 'theirs.firstpass');
  const worker = { entry: deps.workerEntry, name: 'sharing', gate };

  const run = async <Result>(kind: 'pack' | 'merge', part: SharingPart): Promise<Result> => {
    const room = { ...worker, jobs, logger: deps.logger, cancelled: `${kind}.cancelled` } as const;
    return runWorkerJob<Result>(room, kind, { projectPath, ...part });
  };

  function known(token: string): string {
    const found = folder.find(token);
    if (found === undefined) throw new AppError('merge.dropped');
    return copyIn(found);
  }

  function announce(): void {
    const head = findHead(db);
    if (head && history.isParted(head.seq)) history.note(head);
    for (const event of ['classesChanged', 'projectChanged', 'historyChanged'] as const) emitter.emit(event, {});
    emitter.emit('itemsChanged', { itemIds: null });
  }

  return {
    pack: (target, what) => run<PackResult>('pack', { kind: 'pack', request: { name, target, version, ...what } }),
    async handOut(target, { query, who, images }) {
      // What is wrong with a query is told before anything is begun.
      if (query.trim() !== '') toItemQuerySql(db, itemQuerySchema.parse({ where: query, sort: 'added' }));
      const packageName = who === '' ? `${name} (package)` : `${name} (${who})`;
      const request = { name: packageName, target, version, images, models: false };
      return run<HandOutResult>('pack', { kind: 'handOut', request, items: { query, who, actor } });
    },
    async preview(source, options) {
      if ('token' in source) return run<MergePreview>('merge', { kind: 'plan', copy: known(source.token), options });
      const take = (kept: string): Promise<MergePreview> =>
        run('merge', { kind: 'take', source: source.file, copy: copyIn(kept), options });
      return (await folder.fill(take)).result;
    },
    async sides(token, itemId) {
      const job = { signal: closing.signal, progress: () => undefined };
      try {
        const task = { projectPath, kind: 'sides', copy: known(token), itemId } as const;
        return await runGatedWorker<MergeSides>({ ...worker, job }, task);
      } catch (error) {
        throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
      }
    },
    async merge(token, options) {
      const copy = known(token);
      if (deps.isBusy() || !gate.isOpen) throw new AppError('run.busy');
      const before = findHead(db)?.seq;
      const result = await run<MergeResult>('merge', { kind: 'merge', copy, options, actor });
      folder.drop(token);
      if (findHead(db)?.seq !== before) announce();
      return result;
    },
    drop: (token) => folder.drop(token),
    close() {
      closing.abort();
      folder.close();
    },
  };
}
