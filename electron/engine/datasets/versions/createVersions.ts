import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/job.ts';
import type { ItemVersions, RestoreResult, Version, VersionDiff } from '#shared/contract/versions.ts';
import type { ItemId, VersionId } from '#shared/model/ids.ts';
import type { EditHistory } from '../../db/editHistory.ts';
import { findHead } from '../../db/journal.ts';
import {
  assertVersionNameFree,
  deleteVersion,
  getVersion,
  insertVersion,
  listVersions,
  updateVersion,
} from '../../db/versions.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { createBoundedFolder } from '../../library/createBoundedFolder.ts';
import type { WriteGate } from '../../writeGate.ts';
import { runGatedWorker } from '../runGatedWorker.ts';
import { runWorkerJob } from '../runWorkerJob.ts';
import { createSnapshots } from './createSnapshots.ts';
import type { Described, SnapshotPair, VersionPart } from './versionTask.ts';

/** Two versions; `to` null: as it is now. */
interface Pair {
  readonly from: VersionId;
  readonly to: VersionId | null;
}

export interface Versions {
  list(): readonly Version[];
  /** Names what is in the project at this moment. @throws {AppError} version.exists, store.* */
  name(name: string, note: string): Promise<Version>;
  /** @throws {AppError} version.notFound, version.exists */
  update(id: VersionId, words: { readonly name?: string | undefined; readonly note?: string | undefined }): Version;
  /** @throws {AppError} version.notFound */
  remove(id: VersionId): void;
  /** @throws {AppError} version.notFound, version.damaged */
  diff(pair: Pair, page: { readonly offset: number; readonly limit: number }): Promise<VersionDiff>;
  /** @throws {AppError} version.notFound, version.damaged */
  item(pair: Pair, itemId: ItemId): Promise<ItemVersions>;
  /** @throws {AppError} version.notFound, version.damaged, version.cancelled, run.busy, store.* */
  restore(id: VersionId): Promise<RestoreResult>;
  /** The database of a version, made if it is not there. @throws {AppError} version.notFound, version.damaged */
  snapshot(id: VersionId): Promise<{ readonly version: Version; readonly path: string }>;
  /** Ends the questions; jobs end as such. */
  close(): void;
}

/** Like those of pictures: at most so much of the disk. */
const limitBytes = 4 * 1024 ** 3;

export function createVersions(deps: {
  readonly projectPath: string;
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
}): Versions {
  const { db, actor, gate, jobs, emitter, history, logger, projectPath } = deps;
  const writer = { db, actor };
  const closing = new AbortController();
  const folder = createBoundedFolder({ folder: path.join(deps.cacheFolder, 'versions'), limitBytes, logger });
  const snapshots = createSnapshots({
    folder,
    build: (version, target) => run('version', { kind: 'build', version, target }),
  });

  const room = {
    entry: deps.workerEntry,
    name: 'versions',
    gate,
    jobs,
    logger,
    cancelled: 'version.cancelled',
  } as const;
  const run = async <Result>(kind: Job['kind'], part: VersionPart): Promise<Result> =>
    runWorkerJob<Result>(room, kind, { projectPath, ...part });

  /** A question that is answered at once, mostly: no job. @throws what it failed with */
  async function ask<Result>(part: VersionPart): Promise<Result> {
    const job = { signal: closing.signal, progress: () => undefined };
    try {
      return await runGatedWorker<Result>(
        { entry: deps.workerEntry, name: 'versions', gate, job },
        { projectPath, ...part },
      );
    } catch (error) {
      throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
    }
  }

  async function pathsOf({ from, to }: Pair): Promise<SnapshotPair> {
    const [a, b] = [getVersion(db, from), to === null ? null : getVersion(db, to)];
    return { a: await snapshots.of(a), b: b && (await snapshots.of(b)) };
  }

  const announce = (): void => emitter.emit('versionsChanged', {});

  return {
    list: () => listVersions(db),
    async name(name, note) {
      assertVersionNameFree(db, name, null);
      const described = await run<Described>('version', { kind: 'describe' });
      // What was edited meanwhile is not part of it.
      await gate.opened();
      const version = insertVersion(writer, { name, note, ...described });
      announce();
      return version;
    },
    update(id, words) {
      const version = updateVersion(writer, id, words);
      announce();
      return version;
    },
    remove(id) {
      deleteVersion(writer, id);
      announce();
    },
    diff: async (pair, page) => ask({ kind: 'diff', snapshots: await pathsOf(pair), ...page }),
    item: async (pair, itemId) => ask({ kind: 'item', snapshots: await pathsOf(pair), itemId }),
    async restore(id) {
      const version = getVersion(db, id);
      const snapshot = await snapshots.of(version);
      if (deps.isBusy() || !gate.isOpen) throw new AppError('run.busy');
      const before = findHead(db)?.seq;
      const result = await run<RestoreResult>('restore', { kind: 'restore', actor, version, snapshot });
      const head = findHead(db);
      if (head && head.seq !== before) {
        history.note(head);
        for (const event of ['classesChanged', 'projectChanged', 'historyChanged'] as const) emitter.emit(event, {});
        emitter.emit('itemsChanged', { itemIds: null });
      }
      return result;
    },
    async snapshot(id) {
      const version = getVersion(db, id);
      return { version, path: await snapshots.of(version) };
    },
    close: () => closing.abort(),
  };
}
