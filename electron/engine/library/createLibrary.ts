import { existsSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { RootInfo } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { ItemId, RootId } from '#shared/model/ids.ts';
import { findFileByPath, listFilesUnder } from '../db/itemFiles.ts';
import type { KnownFile } from '../db/itemFiles.ts';
import { listRootRows } from '../db/roots.ts';
import type { RootRow } from '../db/roots.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import { addRoot } from './addRoot.ts';
import { createArrivals } from './arrivals.ts';
import { createPictures } from './createPictures.ts';
import { createReader } from './createReader.ts';
import { createRootItems } from './createRootItems.ts';
import { isImageName, relativePath } from './imageFiles.ts';
import { lookAtPath } from './lookAtPath.ts';
import { thumbnailPattern } from './pictureFiles.ts';
import type { PictureFile } from './pictureFiles.ts';
import { assertReadableFolder } from './rootFolder.ts';
import { startWorker } from './startWorker.ts';
import type { RunningWorker } from './startWorker.ts';
import type { WalkMessage } from './walkWorker.ts';
import type { FoundFile } from './walkFolder.ts';
import type { WatchMessage } from './watchWorker.ts';

/** Watched folders as items: finds, reads, recognises again. Images are read, never written. */
export interface Library {
  /** @throws {AppError} folder.* */
  addRoot(folder: string): Promise<RootInfo>;
  listRoots(): readonly RootInfo[];
  /** Scans all roots, then watches them. Images are listed while it runs. */
  start(): void;
  /** Resolves when the scan is over and every file seen by then was read, refused, or is gone. */
  settled(): Promise<void>;
  /** @throws {AppError} item.notFound, image.* */
  picture(itemId: ItemId, kind: 'thumb' | 'full'): Promise<PictureFile>;
  close(): Promise<void>;
}

export interface LibraryDeps {
  readonly db: Database;
  readonly actor: string;
  readonly readOnly: boolean;
  readonly imaging: Supervised<ImagingApi>;
  readonly cacheFolder: string;
  readonly workerEntries: { readonly walk: string; readonly watch: string };
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
}

/** Events of one copy or move come in a bunch: they are followed together. */
const gatherMs = 50;
const askAgainMs = 5_000;
/** Rows handled in one go, so that the engine answers others in between. */
const pageSize = 500;
const idleMs = 5;

export function createLibrary(deps: LibraryDeps): Library {
  const { db, actor, readOnly, imaging, cacheFolder, workerEntries, jobs, emitter, logger } = deps;
  const writer = { db, actor };
  const watchers = new Map<RootId, RunningWorker>();
  const walkers = new Set<RunningWorker>();
  const problems = new Map<RootId, ErrorRecord>();
  const scans = new Set<Promise<void>>();
  const touched = new Map<RootId, Set<string>>();
  const arrivals = createArrivals();
  const isQuiet = (): boolean => scanning + underFollow === 0 && [...touched.values()].every(({ size }) => size === 0);
  const reader = createReader({ ...deps, thumbnailPath: thumbnailPattern(cacheFolder), isQuiet });
  const pictures = createPictures({ db, readOnly, imaging, cacheFolder, reader });
  const { take, lose, listKnown } = createRootItems({ ...deps, arrivals, reader, isClosed: () => closed });
  let following: Promise<unknown> = Promise.resolve();
  let scanning = 0;
  let underFollow = 0;
  let started = false;
  let closed = false;

  function setProblem(root: RootRow, error: unknown): void {
    if (closed) return;
    const before = problems.get(root.id)?.code;
    const record = error === null ? null : toErrorRecord(error);
    if (record) problems.set(root.id, record);
    else problems.delete(root.id);
    if (before !== record?.code) emitter.emit('projectChanged', {});
  }

  async function scan(root: RootRow): Promise<void> {
    // Before the first wait: whoever asks whether the library is busy right after starting it must hear yes.
    const job = jobs.start({ kind: 'scan', total: null, cancellable: false });
    scanning += 1;
    try {
      await assertReadableFolder(root.path);
      const known = await listKnown(root);
      // What the watcher finds while we walk is in the tables, but not in what we knew.
      const before = (filePath: string): KnownFile | undefined =>
        known.get(filePath) ?? (touched.has(root.id) ? findFileByPath(db, root.id, filePath) : undefined);
      const batch = arrivals.openBatch();
      const seen = new Set<string>();
      let isWhole = false;
      // The walker is faster than the tables: what it found waits here, so that the engine answers others in between.
      const found: FoundFile[] = [];
      const walker = startWorker<WalkMessage>(workerEntries.walk, root.path, (message) => {
        if (message.kind === 'found') found.push(...message.files);
        else if (message.kind === 'refused') {
          logger.warn('a folder could not be read', { folder: message.folder, reason: message.reason });
        } else isWhole = true;
      });
      walkers.add(walker);
      const stop = (): void => void walker.stop();
      job.signal.addEventListener('abort', stop);
      if (job.signal.aborted || closed) stop();
      let isWalking = true;
      const walked = walker.ended.finally(() => {
        isWalking = false;
        walkers.delete(walker);
      });
      walked.catch(() => undefined);
      while ((isWalking || found.length > 0) && !job.signal.aborted && !closed) {
        const page = found.splice(0, pageSize);
        for (const file of page) seen.add(file.path);
        take(root, batch, page, before);
        job.progress({ done: seen.size });
        await (page.length > 0 ? breathe() : pause(idleMs));
      }
      await walked;
      if (job.signal.aborted || closed) isWhole = false;
      if (isWhole) {
        await lose(
          root,
          [...known.values()].filter((file) => !file.missing && !seen.has(file.path)),
        );
        setProblem(root, seen.size === 0 ? new AppError('folder.empty', { path: root.path }) : null);
      }
      job.finish(isWhole ? 'done' : 'cancelled');
    } catch (error) {
      job.finish('failed', toErrorRecord(error).message);
      throw error;
    } finally {
      scanning -= 1;
    }
  }

  /** Something happened at these paths: look what is there now. */
  async function follow(root: RootRow, paths: readonly string[]): Promise<void> {
    const found: FoundFile[] = [];
    const gone = new Map<ItemId, KnownFile>();
    for (let first = 0; first < paths.length; first += pageSize) {
      const page = paths.slice(first, first + pageSize);
      const looks = await Promise.all(page.map(async (file) => [file, await lookAtPath(file)] as const));
      if (closed) return;
      for (const [file, stats] of looks) {
        const filePath = relativePath(root.path, file);
        if (stats === 'gone') {
          const known = findFileByPath(db, root.id, filePath);
          for (const one of known ? [known] : listFilesUnder(db, root.id, filePath)) gone.set(one.id, one);
        } else if (stats !== 'unknown' && stats.isFile() && isImageName(path.basename(file))) {
          found.push({ path: filePath, sizeBytes: stats.size, modifiedMs: stats.mtimeMs });
        }
      }
    }
    await lose(
      root,
      [...gone.values()].filter((file) => !file.missing),
    );
    const batch = arrivals.openBatch();
    for (let first = 0; first < found.length; first += pageSize) {
      take(root, batch, found.slice(first, first + pageSize), (wanted) => findFileByPath(db, root.id, wanted));
      await breathe();
    }
    if (found.length > 0 || !existsSync(root.path)) {
      setProblem(root, existsSync(root.path) ? null : new AppError('folder.notFound', { path: root.path }));
    }
  }

  function noteTouched(root: RootRow, file: string): void {
    const waiting = touched.get(root.id) ?? new Set();
    touched.set(root.id, waiting.add(file));
    if (waiting.size > 1) return;
    setTimeout(() => {
      const paths = [...waiting];
      waiting.clear();
      underFollow += 1;
      following = following
        .then(() => (closed ? undefined : follow(root, paths)))
        .catch((error: unknown) => {
          if (error instanceof AppError) setProblem(root, error);
          logger.error('a change could not be followed', { root: root.path, error: String(error) });
        })
        .finally(() => (underFollow -= 1));
    }, gatherMs);
  }

  /** @returns when changes will be told from now on, or never. */
  function watchRoot(root: RootRow): Promise<void> {
    return new Promise((resolve) => {
      const watcher = startWorker<WatchMessage>(workerEntries.watch, root.path, (message) => {
        if (message.kind === 'ready') resolve();
        if (message.kind === 'failed') logger.warn('watching failed', { root: root.path, reason: message.reason });
        if (message.kind === 'touched') noteTouched(root, message.path);
      });
      watchers.set(root.id, watcher);
      watcher.ended
        .catch((error: unknown) => logger.error('the watcher ended', { root: root.path, error: String(error) }))
        .finally(resolve);
    });
  }

  /**
   * First a scan, so that the images are on screen at once; a watcher needs many times as long to learn a large folder,
   * and would take the processor from it. What came in between is found by a second scan.
   */
  async function scanAndWatch(root: RootRow): Promise<void> {
    await scan(root);
    if (readOnly || closed) return;
    await watchRoot(root);
    if (!closed) await scan(root);
  }

  function startRoot(root: RootRow, work = scanAndWatch): void {
    const scanning = work(root)
      .catch((error: unknown) => {
        setProblem(root, error);
        logger.error('a folder could not be scanned', { root: root.path, code: toErrorRecord(error).code });
      })
      .finally(() => scans.delete(scanning));
    scans.add(scanning);
  }

  /**
   * A drive that was plugged in again: its folder is scanned and watched anew. What could not be written down, for a full
   * disk, is found by another scan.
   */
  const returns = setInterval(() => {
    for (const root of listRootRows(db)) {
      const code = problems.get(root.id)?.code;
      if (code === 'folder.notFound' && existsSync(root.path)) {
        setProblem(root, null);
        void watchers.get(root.id)?.stop();
        startRoot(root);
      } else if (code?.startsWith('store.') && scans.size === 0)
        startRoot(root, watchers.has(root.id) ? scan : undefined);
    }
  }, askAgainMs);
  returns.unref();

  const toInfo = (row: RootRow): RootInfo => ({ ...row, problem: problems.get(row.id) ?? null });

  return {
    async addRoot(folder) {
      const root = await addRoot(writer, folder);
      if (started) startRoot(root);
      return toInfo(root);
    },
    listRoots: () => listRootRows(db).map(toInfo),
    start() {
      started = true;
      for (const root of listRootRows(db)) startRoot(root);
    },
    async settled() {
      while (scans.size > 0 && !closed) await Promise.all(scans);
      await following;
      await reader.idle();
    },
    picture: pictures.picture,
    async close() {
      reader.close();
      closed = true;
      clearInterval(returns);
      await Promise.all([...watchers.values(), ...walkers].map((worker) => worker.stop()));
      await Promise.all(scans);
      await following;
    },
  };
}
