import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { HandOutResult, MergePreview, MergeResult, MergeSides, PackResult } from '#shared/contract/sharing.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createKeptFolder } from '../datasets/createKeptFolder.ts';
import { announceParts, askGatedWorker, assertMayWrite } from '../datasets/gatedRoom.ts';
import type { GatedRoomDeps } from '../datasets/gatedRoom.ts';
import { runWorkerJob } from '../datasets/runWorkerJob.ts';
import { toItemQuerySql } from '../db/itemQuery.ts';
import { findHead } from '../db/journal.ts';
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

export function createSharing(
  deps: GatedRoomDeps & {
    readonly projectName: string;
    readonly appVersion: string;
    readonly cacheFolder: string;
  },
): Sharing {
  const { db, actor, gate, jobs, projectPath, projectName: name, appVersion: version } = deps;
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
      const part: SharingPart = { kind: 'sides', copy: known(token), itemId };
      return askGatedWorker<MergeSides>(worker, closing.signal, { projectPath, ...part });
    },
    async merge(token, options) {
      const copy = known(token);
      assertMayWrite(deps);
      const before = findHead(db)?.seq;
      const result = await run<MergeResult>('merge', { kind: 'merge', copy, options, actor });
      folder.drop(token);
      if (findHead(db)?.seq !== before) announceParts(deps);
      return result;
    },
    drop: (token) => folder.drop(token),
    close() {
      closing.abort();
      folder.close();
    },
  };
}
