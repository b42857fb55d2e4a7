import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { RootInfo } from '#shared/contract/api/projectApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { ItemId, RootId } from '#shared/model/ids.ts';
import type { Plane } from '#shared/model/itemFacts.ts';
import { nextWithoutFingerprint } from '../db/fingerprints.ts';
import { countPresent, listFilesByPath, listFilesUnder } from '../db/itemFiles.ts';
import type { KnownFile } from '../db/itemFiles.ts';
import { listRootRows } from '../db/roots.ts';
import type { RootRow } from '../db/roots.ts';
import { listVolumes, savePlanes } from '../db/volumePlanes.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import { addRoot } from './addRoot.ts';
import { createArrivals } from './arrivals.ts';
import { createPictureCache } from './createPictureCache.ts';
import type { CacheLimits } from './createPictureCache.ts';
import { createPictures } from './createPictures.ts';
import type { WriteGate } from '../writeGate.ts';
import { createReader } from './createReader.ts';
import { createRootProblems } from './createRootProblems.ts';
import { createRootItems } from './createRootItems.ts';
import { isImageName, relativePath } from './imageFiles.ts';
import { lookAtPath } from './lookAtPath.ts';
import type { PictureFile, PictureKind } from './pictureFiles.ts';
import { assertReadableFolder, isInside } from './rootFolder.ts';
import { startWorker } from './startWorker.ts';
import type { RunningWorker } from './startWorker.ts';
import type { WalkMessage } from './walkWorker.ts';
import type { FoundFile } from './foundFile.ts';
import { toWatchError } from './toWatchError.ts';
import type { WatchMessage } from './watchWorker.ts';

/** Watched folders as items: finds, reads, recognises again. Images are read, never written. */
export interface Library {
  /** @throws {AppError} folder.* */
  addRoot(folder: string): Promise<RootInfo>;
  listRoots(): readonly RootInfo[];
  /** Slices of these planes of volumes are images from now on, of known volumes, too; what is an image stays one. */
  choosePlanes(planes: readonly Plane[]): void;
  /** Scans all roots, then watches them. Images are listed while it runs. */
  start(): void;
  /** Resolves when the scan is over and every file seen by then was read, refused, or is gone. */
  settled(): Promise<void>;
  /** Reads files again that were read before images had fingerprints. Resolves when that is over. */
  readFingerprints(): Promise<void>;
  /** @throws {AppError} item.notFound, image.* */
  picture(itemId: ItemId, kind: PictureKind): Promise<PictureFile>;
  close(): Promise<void>;
}

export interface LibraryDeps {
  readonly db: Database;
  readonly actor: string;
  readonly readOnly: boolean;
  readonly imaging: Supervised<ImagingApi>;
  readonly cacheFolder: string;
  /** Others than the usual ones. */
  readonly cacheLimits?: Partial<CacheLimits>;
  readonly workerEntries: { readonly walk: string; readonly watch: string };
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
  readonly gate: WriteGate;
  /** Whether to read where photos were taken. */
  readonly keepsLocation: () => boolean;
}

/** Events of one copy or move come in a bunch: they are followed together. */
const gatherMs = 50;
const askAgainMs = 5_000;
/** Rows handled in one go, so that the engine answers others in between. */
const pageSize = 500;
const idleMs = 5;

export function createLibrary(deps: LibraryDeps): Library {
  const { db, actor, readOnly, imaging, cacheFolder, workerEntries, jobs, emitter, logger, gate } = deps;
  const writer = { db, actor };
  const watchers = new Map<RootId, RunningWorker>();
  const walkers = new Set<RunningWorker>();
  const scans = new Set<Promise<void>>();
  const touched = new Map<RootId, Set<string>>();
  const arrivals = createArrivals();
  const problems = createRootProblems({ emitter, isClosed: () => closed });
  const isQuiet = (): boolean => scanning + underFollow === 0 && [...touched.values()].every(({ size }) => size === 0);
  const cache = createPictureCache({ cacheFolder, limits: deps.cacheLimits, logger });
  const reader = createReader({ ...deps, thumbnails: cache.thumbnails, isQuiet, arrivals });
  const pictures = createPictures({ db, readOnly, imaging, cache, reader });
  const { take, lose, listKnown } = createRootItems({ ...deps, arrivals, reader, isClosed: () => closed });
  let following: Promise<unknown> = Promise.resolve();
  let scanning = 0;
  let underFollow = 0;
  let started = false;
  let closed = false;

  const setProblem = (root: RootRow, error: unknown): void => problems.set(root.id, 'read', error);

  async function scan(root: RootRow): Promise<void> {
    // Before the first wait: whoever asks whether the library is busy right after starting it must hear yes.
    const job = jobs.start({ kind: 'scan', total: null, cancellable: false });
    scanning += 1;
    try {
      await assertReadableFolder(root.path);
      const known = await listKnown(root);
      // What the watcher finds while we walk is in the tables, but not in what we knew.
      const before = (filePath: string): readonly KnownFile[] =>
        known.get(filePath) ?? (touched.has(root.id) ? listFilesByPath(db, root.id, filePath) : []);
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
        await gate.opened();
        const page = found.splice(0, pageSize);
        for (const file of page) seen.add(file.path);
        take(root, batch, page, before);
        job.progress({ done: seen.size });
        await (page.length > 0 ? breathe() : pause(idleMs));
      }
      await walked;
      if (job.signal.aborted || closed) isWhole = false;
      if (isWhole) {
        const gone = [...known.values()].flat().filter((file) => !file.missing && !seen.has(file.path));
        // Where a drive was mounted lies an empty folder: that says nothing of the images.
        const isAllGone = seen.size === 0 && gone.length > 0 && (await readdir(root.path)).length === 0;
        if (!isAllGone) await lose(root, gone);
        const { path: folder } = root;
        const code = isAllGone ? 'folder.away' : 'folder.empty';
        setProblem(root, seen.size === 0 ? new AppError(code, { path: folder }) : null);
      }
      job.finish(isWhole ? 'done' : 'cancelled');
    } catch (error) {
      job.fail(toErrorRecord(error));
      throw error;
    } finally {
      scanning -= 1;
    }
  }

  /** The watcher follows links, and tells of one file by every way to it: in a root it is known by its own place alone. */
  async function isOwnPlace(file: string): Promise<boolean> {
    const folder = path.dirname(file);
    // Gone again by now: that is told as well.
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined) return false;
    return real === folder || !listRootRows(db).some(({ path: other }) => isInside(real, other));
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
          const known = listFilesByPath(db, root.id, filePath);
          for (const one of known.length > 0 ? known : listFilesUnder(db, root.id, filePath)) gone.set(one.id, one);
        } else if (stats !== 'unknown' && stats.isFile() && isImageName(path.basename(file))) {
          if (await isOwnPlace(file)) found.push({ path: filePath, sizeBytes: stats.size, modifiedMs: stats.mtimeMs });
        }
      }
    }
    // Its return is more than what was told of it.
    if (found.length > 0 && problems.get(root.id, 'read')?.code === 'folder.away') return scan(root);
    const lost = [...gone.values()].filter((file) => !file.missing);
    // All at once: whether the folder itself is away, a look at all of it tells.
    if (found.length === 0 && lost.length > 0 && lost.length === countPresent(db, root.id)) return scan(root);
    await gate.opened();
    if (closed) return;
    await lose(root, lost);
    const batch = arrivals.openBatch();
    for (let first = 0; first < found.length; first += pageSize) {
      await gate.opened();
      take(root, batch, found.slice(first, first + pageSize), (wanted) => listFilesByPath(db, root.id, wanted));
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
        if (message.kind === 'ready') {
          problems.set(root.id, 'watch', null);
          resolve();
        }
        if (message.kind === 'failed') {
          logger.warn('watching failed', { root: root.path, reason: message.reason });
          // A folder in it that may not be read: the rest is watched all the same.
          if (message.code !== 'EACCES' && message.code !== 'EPERM') fail(toWatchError(root.path, message));
        }
        if (message.kind === 'touched') noteTouched(root, message.path);
      });
      /** Without its watcher the root is looked through again now and then, and watched when that works again. */
      function fail(error: AppError): void {
        if (closed || watchers.get(root.id) !== watcher) return;
        watchers.delete(root.id);
        problems.set(root.id, 'watch', error);
        void watcher.stop();
      }
      watchers.set(root.id, watcher);
      void watcher.ended
        .then(
          () => 'it ended',
          (error: unknown) => String(error),
        )
        .then((reason) => fail(new AppError('folder.notWatched', { path: root.path, reason })))
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

  /** Scanned and watched anew: what watched it saw another folder, or none. */
  async function startAnew(root: RootRow): Promise<void> {
    const watcher = watchers.get(root.id);
    watchers.delete(root.id);
    await watcher?.stop();
    await scanAndWatch(root);
  }

  /**
   * A drive that was plugged in again, a share that answers again, a limit that was raised; what could not be written
   * down, for a full disk, is found by another scan.
   */
  async function tryAgain(root: RootRow): Promise<void> {
    const code = problems.get(root.id, 'read')?.code;
    if (code === undefined) {
      if (problems.get(root.id, 'watch') && problems.mayTry(root.id)) startRoot(root, startAnew);
    } else if (code.startsWith('store.')) startRoot(root, watchers.has(root.id) ? scan : undefined);
    else if (code !== 'folder.empty' && (await isThereAgain(root, code)) && problems.mayTry(root.id))
      startRoot(root, startAnew);
  }

  async function isThereAgain(root: RootRow, code: ErrorCode): Promise<boolean> {
    try {
      await assertReadableFolder(root.path);
      return code !== 'folder.away' || (await readdir(root.path)).length > 0;
    } catch (error) {
      setProblem(root, error);
      return false;
    }
  }

  // A share that doesn't answer may keep a look waiting for minutes: one at a time.
  let looking: Promise<unknown> | null = null;
  const returns = setInterval(() => {
    if (looking || scans.size > 0 || closed) return;
    looking = Promise.all(listRootRows(db).map(tryAgain))
      .catch((error: unknown) => logger.error('roots could not be looked at', { error: String(error) }))
      .finally(() => (looking = null));
  }, askAgainMs);
  returns.unref();

  const toInfo = (row: RootRow): RootInfo => ({ ...row, problem: problems.find(row.id) });

  return {
    async addRoot(folder) {
      const root = await addRoot(writer, folder);
      if (started) startRoot(root);
      return toInfo(root);
    },
    listRoots: () => listRootRows(db).map(toInfo),
    choosePlanes(planes) {
      savePlanes(db, planes);
      // A look at the first slice brings the others.
      for (const { id, root, path: file } of listVolumes(db)) reader.read(id, path.join(root, file));
    },
    start() {
      started = true;
      for (const root of listRootRows(db)) startRoot(root);
    },
    async settled() {
      while (scans.size > 0 && !closed) await Promise.all(scans);
      await following;
      await reader.idle();
    },
    async readFingerprints() {
      if (readOnly) return;
      for (let page = nextWithoutFingerprint(db, 0, pageSize); page.length > 0 && !closed;) {
        for (const { itemId, root, path: file } of page) reader.read(itemId, path.join(root, file));
        page = nextWithoutFingerprint(db, page.at(-1)?.itemId ?? 0, pageSize);
        await breathe();
      }
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
