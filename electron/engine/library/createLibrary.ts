import { existsSync } from 'node:fs';
import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { RootInfo } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { ItemId, RootId } from '#shared/model/ids.ts';
import { getItem } from '../db/items.ts';
import {
  addItems,
  findFile,
  findFileByPath,
  findItemPath,
  listFiles,
  listFilesUnder,
  markMissing,
  markReturned,
  relinkByContent,
  saveInspection,
  saveRefusal,
} from '../db/itemFiles.ts';
import type { KnownFile } from '../db/itemFiles.ts';
import { addRootRow, listRootRows } from '../db/roots.ts';
import type { RootRow } from '../db/roots.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import { isImageName, relativePath } from './imageFiles.ts';
import { createInspectionQueue } from './inspectionQueue.ts';
import type { InspectionOutcome } from './inspectionQueue.ts';
import { fullPicture, thumbnailPattern } from './pictureFiles.ts';
import type { PictureFile } from './pictureFiles.ts';
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

const flushEveryMs = 100;

/** @throws {AppError} folder.notFound, folder.notAFolder, folder.noPermission */
async function assertReadableFolder(folder: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new AppError('folder.notAFolder', { path: folder });
    await access(folder, constants.R_OK | constants.X_OK);
    await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AppError('folder.notFound', { path: folder }, { cause: error });
    if (code === 'EACCES' || code === 'EPERM')
      throw new AppError('folder.noPermission', { path: folder }, { cause: error });
    throw error;
  }
}

function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

export function createLibrary(deps: LibraryDeps): Library {
  const { db, actor, readOnly, imaging, cacheFolder, jobs, emitter, logger } = deps;
  const writer = { db, actor };
  const workers = new Set<Worker>();
  const problems = new Map<RootId, ErrorRecord>();
  const scans = new Set<Promise<void>>();
  const outcomes: [ItemId, InspectionOutcome][] = [];
  let flushTimer: NodeJS.Timeout | null = null;
  let readJob: { handle: JobHandle; done: number; failed: number; total: number } | null = null;
  let touches: Promise<unknown> = Promise.resolve();
  let closed = false;

  const queue = createInspectionQueue({
    imaging,
    thumbnailPath: thumbnailPattern(cacheFolder),
    atOnce: Math.max(2, os.availableParallelism()),
    onOutcome(itemId, outcome) {
      outcomes.push([itemId, outcome]);
      flushTimer ??= setTimeout(flush, flushEveryMs);
    },
  });

  /** Writes what was read since the last time: one transaction, one event. */
  function flush(): void {
    flushTimer = null;
    if (closed || outcomes.length === 0) return;
    const batch = outcomes.splice(0);
    const touched: ItemId[] = [];
    let failed = 0;
    let relinked = false;
    db.transaction(() => {
      for (const [itemId, outcome] of batch) {
        touched.push(itemId);
        if (outcome.kind === 'ready') {
          saveInspection(writer, itemId, outcome.image);
          relinked = relinkByContent(writer, outcome.image.contentHash) !== null || relinked;
        } else if (outcome.kind === 'refused') {
          saveRefusal(db, itemId, outcome.error);
          failed += 1;
        } else if (findFile(db, itemId)?.missing === false) markMissing(writer, [itemId]);
      }
    }).immediate();
    emitter.emit('itemsChanged', { itemIds: relinked ? null : touched });
    if (readJob) {
      readJob.done += batch.length;
      readJob.failed += failed;
      readJob.total = Math.max(readJob.total, readJob.done + queue.waiting);
      readJob.handle.progress({ done: readJob.done, total: readJob.total, failed: readJob.failed });
      if (queue.waiting === 0 && outcomes.length === 0 && scans.size === 0) {
        readJob.handle.finish('done');
        readJob = null;
      }
    }
  }

  function read(itemId: ItemId, file: string, soon = false): void {
    if (readOnly) return;
    if (!readJob) {
      const handle = jobs.start({ kind: 'probe', total: null, cancellable: false });
      readJob = { handle, done: 0, failed: 0, total: 0 };
    }
    readJob.total += 1;
    queue.add(itemId, file, soon);
  }

  const differs = (known: KnownFile, found: FoundFile): boolean =>
    known.state === 'waiting' ||
    (known.state === 'ready' && (known.sizeBytes !== found.sizeBytes || known.modifiedMs !== found.modifiedMs)) ||
    // What could not be read is tried again at each start: it may have been copied anew.
    known.state === 'unreadable';

  /** Files that are there now: adds the new ones, reads what is new or different. */
  function take(root: RootRow, found: readonly FoundFile[], known: (path: string) => KnownFile | undefined): void {
    const fresh: FoundFile[] = [];
    const returned: ItemId[] = [];
    for (const file of found) {
      const before = known(file.path);
      if (!before) {
        fresh.push(file);
        continue;
      }
      if (before.missing) returned.push(before.id);
      if (differs(before, file)) read(before.id, path.join(root.path, file.path));
    }
    if (readOnly) return;
    markReturned(writer, returned);
    if (fresh.length > 0) {
      const ids = addItems(
        writer,
        root.id,
        fresh.map((file) => file.path),
      );
      for (const [index, file] of fresh.entries()) {
        const itemId = ids[index];
        if (itemId !== undefined) read(itemId, path.join(root.path, file.path));
      }
    }
    if (fresh.length + returned.length > 0) emitter.emit('itemsChanged', { itemIds: null });
  }

  /** Items whose file is gone: kept with their labels, and linked again when the same bytes appear elsewhere. */
  function lose(files: readonly KnownFile[]): void {
    const gone = files.filter((file) => !file.missing);
    if (gone.length === 0 || readOnly) return;
    markMissing(
      writer,
      gone.map((file) => file.id),
    );
    for (const { contentHash } of gone) if (contentHash !== null) relinkByContent(writer, contentHash);
    emitter.emit('itemsChanged', { itemIds: null });
  }

  function runWorker<Message>(entry: string, root: RootRow, onMessage: (message: Message) => void): Promise<void> {
    const worker = new Worker(entry, { workerData: { root: root.path } });
    workers.add(worker);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: Message) => {
        try {
          if (!closed) onMessage(message);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        workers.delete(worker);
        resolve();
      });
    });
  }

  async function scan(root: RootRow): Promise<void> {
    // Before the first wait: whoever asks whether the library is busy right after starting it must hear yes.
    const job = jobs.start({ kind: 'scan', total: null, cancellable: false });
    const known = new Map(listFiles(db, root.id).map((file) => [file.path, file]));
    const seen = new Set<string>();
    try {
      await assertReadableFolder(root.path);
      await runWorker<WalkMessage>(deps.workerEntries.walk, root, (message) => {
        if (message.kind === 'found') {
          for (const file of message.files) seen.add(file.path);
          take(root, message.files, (filePath) => known.get(filePath));
          job.progress({ done: seen.size });
        } else if (message.kind === 'refused') {
          logger.warn('a folder could not be read', { folder: message.folder, reason: message.reason });
        } else {
          lose([...known.values()].filter((file) => !seen.has(file.path)));
        }
      });
      job.finish(closed ? 'cancelled' : 'done');
    } catch (error) {
      job.finish('failed', String(error));
      throw error;
    }
    if (!closed && seen.size === 0) {
      problems.set(root.id, toErrorRecord(new AppError('folder.empty', { path: root.path })));
      emitter.emit('projectChanged', {});
    }
  }

  /** Something happened at a path: look what is there now. */
  async function lookAt(root: RootRow, absolute: string): Promise<void> {
    const filePath = relativePath(root.path, absolute);
    const stats = await stat(absolute).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    if (closed) return;
    if (!stats) {
      // An unplugged drive takes its folder along: nothing is said of the images then.
      if (!existsSync(root.path)) {
        problems.set(root.id, toErrorRecord(new AppError('folder.notFound', { path: root.path })));
        emitter.emit('projectChanged', {});
        return;
      }
      const file = findFileByPath(db, root.id, filePath);
      lose(file ? [file] : listFilesUnder(db, root.id, filePath));
    } else if (stats.isFile() && isImageName(path.basename(absolute))) {
      problems.delete(root.id);
      const found = { path: filePath, sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
      take(root, [found], (wanted) => findFileByPath(db, root.id, wanted));
    }
  }

  function watchRoot(root: RootRow): void {
    const watching = runWorker<WatchMessage>(deps.workerEntries.watch, root, (message) => {
      if (message.kind === 'failed') logger.warn('watching failed', { root: root.path, reason: message.reason });
      if (message.kind !== 'touched') return;
      touches = touches
        .then(() => lookAt(root, message.path))
        .catch((error: unknown) =>
          logger.error('a change could not be followed', { path: message.path, error: String(error) }),
        );
    });
    watching.catch((error: unknown) => logger.error('the watcher ended', { root: root.path, error: String(error) }));
  }

  function startRoot(root: RootRow): void {
    // Watch first, scan second: what changes in between is seen twice rather than never.
    if (!readOnly && existsSync(root.path)) watchRoot(root);
    const scanning = scan(root).catch((error: unknown) => {
      const record = toErrorRecord(error);
      problems.set(root.id, record);
      logger.error('a folder could not be scanned', { root: root.path, code: record.code });
      if (!closed) emitter.emit('projectChanged', {});
    });
    scans.add(scanning);
    void scanning.finally(() => {
      scans.delete(scanning);
      flushTimer ??= setTimeout(flush, flushEveryMs);
      if (readJob && queue.waiting === 0 && outcomes.length === 0 && scans.size === 0 && !closed) {
        readJob.handle.finish('done');
        readJob = null;
      }
    });
  }

  let started = false;
  const toInfo = (row: RootRow): RootInfo => ({ ...row, problem: problems.get(row.id) ?? null });

  return {
    async addRoot(folder) {
      await assertReadableFolder(folder);
      const absolute = await realpath(folder);
      if (listRootRows(db).some((root) => isInside(absolute, root.path) || isInside(root.path, absolute))) {
        throw new AppError('folder.nested', { path: absolute });
      }
      const id = addRootRow(writer, absolute);
      const root: RootRow = { id, path: absolute, itemCount: 0 };
      if (started) startRoot(root);
      return toInfo(root);
    },
    listRoots: () => listRootRows(db).map(toInfo),
    start() {
      started = true;
      for (const root of listRootRows(db)) startRoot(root);
    },
    async settled() {
      while (scans.size > 0 || queue.waiting > 0 || outcomes.length > 0) {
        await Promise.all(scans);
        await queue.idle();
        flush();
      }
    },
    async picture(itemId, kind) {
      const item = getItem(db, itemId);
      const place = findItemPath(db, itemId);
      if (!place) throw new AppError('item.notFound', { id: itemId });
      const file = path.join(place.root, place.path);
      if (kind === 'full') return fullPicture(imaging, cacheFolder, item, file);
      const thumbnail = item.contentHash && thumbnailPattern(cacheFolder).replace('{hash}', item.contentHash);
      if (thumbnail && existsSync(thumbnail)) return { path: thumbnail, mime: 'image/webp' };
      if (item.fileState === 'missing') throw new AppError('image.missing');
      // Asked for before its turn, or swept from the cache: look at it now.
      read(itemId, file, true);
      throw new AppError('image.unreadable', { reason: 'its turn to be read has not come yet' });
    },
    async close() {
      flush();
      closed = true;
      queue.close();
      if (flushTimer) clearTimeout(flushTimer);
      if (readJob) readJob.handle.finish('cancelled');
      await Promise.all([...workers].map((worker) => worker.terminate()));
      await Promise.all(scans);
      await touches;
    },
  };
}
