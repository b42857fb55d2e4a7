import path from 'node:path';
import type { Job } from '#shared/contract/job.ts';
import type { ItemVersions, RestoreResult, Version, VersionDiff } from '#shared/contract/versions.ts';
import type { ItemId, VersionId } from '#shared/model/ids.ts';
import { findHead } from '../../db/journal.ts';
import {
  assertVersionNameFree,
  deleteVersion,
  getVersion,
  insertVersion,
  listVersions,
  updateVersion,
} from '../../db/versions.ts';
import { createBoundedFolder } from '../../library/createBoundedFolder.ts';
import { announceParts, askGatedWorker, assertMayWrite } from '../gatedRoom.ts';
import type { GatedRoomDeps } from '../gatedRoom.ts';
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

export function createVersions(deps: GatedRoomDeps & { readonly cacheFolder: string }): Versions {
  const { db, actor, gate, jobs, emitter, logger, projectPath } = deps;
  const writer = { db, actor };
  const closing = new AbortController();
  const folder = createBoundedFolder({ folder: path.join(deps.cacheFolder, 'versions'), limitBytes, logger });
  const snapshots = createSnapshots({
    folder,
    build: (version, target) => run('version', { kind: 'build', version, target }),
  });

  const worker = { entry: deps.workerEntry, name: 'versions', gate };
  const room = { ...worker, jobs, logger, cancelled: 'version.cancelled' } as const;
  const run = async <Result>(kind: Job['kind'], part: VersionPart): Promise<Result> =>
    runWorkerJob<Result>(room, kind, { projectPath, ...part });
  const ask = <Result>(part: VersionPart): Promise<Result> =>
    askGatedWorker<Result>(worker, closing.signal, { projectPath, ...part });

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
      assertMayWrite(deps);
      const before = findHead(db)?.seq;
      const result = await run<RestoreResult>('restore', { kind: 'restore', actor, version, snapshot });
      if (findHead(db)?.seq !== before) announceParts(deps);
      return result;
    },
    async snapshot(id) {
      const version = getVersion(db, id);
      return { version, path: await snapshots.of(version) };
    },
    close: () => closing.abort(),
  };
}
