import os from 'node:os';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { framesOf } from '#shared/model/volumePlanes.ts';
import { addFrames } from '../db/frames.ts';
import { findFile, findItemPath, markMissing, relinkByContent, saveInspection, saveRefusal } from '../db/itemFiles.ts';
import type { KnownFile } from '../db/itemFiles.ts';
import { transact } from '../db/transact.ts';
import { findPlanes } from '../db/volumePlanes.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { WriteGate } from '../writeGate.ts';
import type { Arrivals } from './arrivals.ts';
import { createInspectionQueue } from './inspectionQueue.ts';
import type { InspectionOutcome } from './inspectionQueue.ts';
import type { BoundedFolder } from './createBoundedFolder.ts';
import { createDisplacements } from './createDisplacements.ts';
import { thumbnailName, thumbnailPattern } from './pictureFiles.ts';

/** Reads the files of items in the background and writes down what they are. */
export interface Reader {
  read(itemId: ItemId, file: string): void;
  /** Before all others. Resolves when it was read, refused or is gone, or after `limitMs`. */
  readNow(itemId: ItemId, file: string, limitMs: number): Promise<void>;
  /** Whether other bytes were found at its path, and where its own are is not settled yet. */
  isDisplaced(itemId: ItemId): boolean;
  /** Resolves when everything that was asked for is written down; a file that goes on growing is not waited for. */
  idle(): Promise<void>;
  close(): void;
}

type Outcome = readonly [ItemId, InspectionOutcome, string];

const flushEveryMs = 100;
const retryWriteMs = 5_000;

export function createReader(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly imaging: Supervised<ImagingApi>;
  readonly thumbnails: BoundedFolder;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
  readonly gate: WriteGate;
  readonly arrivals: Arrivals;
  readonly keepsLocation: () => boolean;
  /** Whether nothing else is being looked for in the folders now. */
  readonly isQuiet: () => boolean;
}): Reader {
  const { db, jobs, emitter } = deps;
  const outcomes: Outcome[] = [];
  const awaited = new Map<ItemId, (() => void)[]>();
  let timer: NodeJS.Timeout | null = null;
  let job: { readonly handle: JobHandle; done: number; failed: number } | null = null;
  let closed = false;

  const queue = createInspectionQueue({
    imaging: deps.imaging,
    frameOf: (itemId) => findFile(db, itemId)?.frame ?? 0,
    thumbnailPath: thumbnailPattern(deps.thumbnails),
    keepsLocation: deps.keepsLocation,
    atOnce: Math.max(2, os.availableParallelism()),
    onOutcome(itemId, outcome, file) {
      outcomes.push([itemId, outcome, file]);
      if (outcome.kind === 'ready') void deps.thumbnails.noteAdded(thumbnailName(outcome.image.contentHash));
      if (awaited.has(itemId)) flushSafely();
      else timer ??= setTimeout(flushSafely, flushEveryMs);
    },
  });

  const displacements = createDisplacements({ ...deps, isQuiet: () => queue.isIdle && deps.isQuiet() });

  function findPath(itemId: ItemId): string | undefined {
    const place = findItemPath(db, itemId);
    return place && path.join(place.root, place.path);
  }

  /** @returns whether an item that was missing has this one's place now. */
  function saveOne([itemId, outcome]: Outcome): boolean {
    const before = findFile(db, itemId);
    if (outcome.kind === 'ready' && before?.contentHash && before.contentHash !== outcome.image.contentHash) {
      displacements.add(itemId, before.contentHash, outcome.image);
      return false;
    }
    displacements.forget(itemId);
    if (outcome.kind === 'refused') saveRefusal(db, itemId, outcome.error, outcome.stamp);
    else if (outcome.kind === 'gone') {
      if (before?.missing === false) markMissing(deps, [itemId]);
    } else if (saveInspection(deps, itemId, outcome.image)) {
      const { contentHash } = outcome.image;
      displacements.noteFresh(itemId);
      if (displacements.claims(contentHash)) return false;
      return relinkByContent(deps, contentHash, (id) => id === itemId) !== null;
    }
    return false;
  }

  /** A file that turns out to have several frames: each further one becomes an item. */
  function addFurther(
    itemId: ItemId,
    outcome: InspectionOutcome,
    before: KnownFile | undefined,
    file: string,
  ): boolean {
    const facts = outcome.kind === 'ready' ? outcome.image.facts : null;
    if (!before || before.frame > 0 || !facts) return false;
    const frames = framesOf(facts, findPlanes(db));
    if (frames.length === 1) return false;
    const added = addFrames(deps, before, frames);
    deps.arrivals.addAlongside(itemId, added);
    for (const one of added) queue.add(one, file);
    return added.length > 0;
  }

  /** One transaction and one event for a batch. */
  function save(batch: readonly Outcome[]): void {
    let isRelinked = false;
    transact(db, () => {
      for (const outcome of batch) {
        const [itemId, , file] = outcome;
        const now = findPath(itemId);
        if (now === file) {
          // Asked before: an item that gives way to another is gone then, its file is not.
          const before = findFile(db, itemId);
          if (saveOne(outcome)) isRelinked = true;
          if (addFurther(itemId, outcome[1], before, file)) isRelinked = true;
        }
        // Linked to another place while it was looked at where it was: that says nothing of it.
        else if (now !== undefined) queue.add(itemId, now);
      }
    });
    emitter.emit('itemsChanged', { itemIds: isRelinked ? null : batch.map(([itemId]) => itemId) });
  }

  /** Work that is over within one batch isn't worth a line in the status bar. */
  function showProgress(batch: readonly Outcome[]): void {
    const left = queue.waiting + outcomes.length;
    if (!job) {
      if (left === 0) return;
      const handle = jobs.start({ kind: 'probe', total: null, cancellable: false });
      job = { handle, done: 0, failed: 0 };
      handle.signal.addEventListener('abort', () => finishJob('cancelled'));
    }
    job.done += batch.length;
    job.failed += batch.filter(([, { kind }]) => kind === 'refused').length;
    job.handle.progress({ done: job.done, total: job.done + left, failed: job.failed });
    if (left === 0) finishJob('done');
  }

  function finishJob(state: 'done' | 'cancelled'): void {
    job?.handle.finish(state);
    job = null;
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (closed || outcomes.length === 0) return;
    if (!deps.gate.isOpen) {
      timer = setTimeout(flushSafely, flushEveryMs);
      return;
    }
    const batch = outcomes.splice(0);
    try {
      save(batch);
    } catch (error) {
      outcomes.unshift(...batch);
      throw error;
    }
    showProgress(batch);
    for (const [itemId] of batch) {
      for (const wake of awaited.get(itemId) ?? []) wake();
      awaited.delete(itemId);
    }
  }

  /** What can't be written now (a full disk) is kept and tried again: reading it anew would cost more. */
  function flushSafely(): void {
    try {
      flush();
    } catch (error) {
      deps.logger.error('what was read could not be written', { error: String(error) });
      emitter.emit('noticed', { error: toErrorRecord(error) });
      timer = setTimeout(flushSafely, retryWriteMs);
    }
  }

  return {
    isDisplaced: (itemId) => displacements.has(itemId),
    read: (itemId, file) => queue.add(itemId, file),
    readNow(itemId, file, limitMs) {
      return new Promise((resolve) => {
        const limit = setTimeout(resolve, limitMs);
        const wake = (): void => {
          clearTimeout(limit);
          resolve();
        };
        awaited.set(itemId, [...(awaited.get(itemId) ?? []), wake]);
        queue.add(itemId, file, true);
      });
    },
    async idle() {
      do {
        await queue.idle();
        await deps.gate.opened();
        flush();
        await displacements.settled();
        // What was written down may have brought further frames.
      } while ((outcomes.length > 0 || !queue.isIdle) && !closed);
    },
    close() {
      if (!closed) flushSafely();
      closed = true;
      queue.close();
      displacements.close();
      if (timer) clearTimeout(timer);
      finishJob('cancelled');
      for (const wakes of awaited.values()) for (const wake of wakes) wake();
      awaited.clear();
    },
  };
}
