import os from 'node:os';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { findFile, markMissing, relinkByContent, saveInspection, saveRefusal } from '../db/itemFiles.ts';
import { transact } from '../db/transact.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import { createInspectionQueue } from './inspectionQueue.ts';
import type { InspectionOutcome } from './inspectionQueue.ts';

/** Reads the files of items in the background and writes down what they are. */
export interface Reader {
  read(itemId: ItemId, file: string): void;
  /** Before all others. Resolves when it was read, refused or is gone, or after `limitMs`. */
  readNow(itemId: ItemId, file: string, limitMs: number): Promise<void>;
  /** Resolves when everything that was asked for is written down; a file that goes on growing is not waited for. */
  idle(): Promise<void>;
  close(): void;
}

const flushEveryMs = 100;
const retryWriteMs = 5_000;

export function createReader(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly imaging: Supervised<ImagingApi>;
  readonly thumbnailPath: string;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
}): Reader {
  const { db, jobs, emitter } = deps;
  const outcomes: [ItemId, InspectionOutcome][] = [];
  const awaited = new Map<ItemId, (() => void)[]>();
  let timer: NodeJS.Timeout | null = null;
  let job: { readonly handle: JobHandle; done: number; failed: number } | null = null;
  let closed = false;

  const queue = createInspectionQueue({
    imaging: deps.imaging,
    thumbnailPath: deps.thumbnailPath,
    atOnce: Math.max(2, os.availableParallelism()),
    onOutcome(itemId, outcome) {
      outcomes.push([itemId, outcome]);
      if (awaited.has(itemId)) flushSafely();
      else timer ??= setTimeout(flushSafely, flushEveryMs);
    },
  });

  /** One transaction and one event for a batch. */
  function save(batch: readonly [ItemId, InspectionOutcome][]): void {
    let isRelinked = false;
    transact(db, () => {
      for (const [itemId, outcome] of batch) {
        if (outcome.kind === 'refused') saveRefusal(db, itemId, outcome.error, outcome.stamp);
        else if (outcome.kind === 'gone') {
          if (findFile(db, itemId)?.missing === false) markMissing(deps, [itemId]);
        } else if (saveInspection(deps, itemId, outcome.image)) {
          isRelinked = relinkByContent(deps, outcome.image.contentHash, (id) => id === itemId) !== null || isRelinked;
        }
      }
    });
    emitter.emit('itemsChanged', { itemIds: isRelinked ? null : batch.map(([itemId]) => itemId) });
  }

  /** Work that is over within one batch isn't worth a line in the status bar. */
  function showProgress(batch: readonly [ItemId, InspectionOutcome][]): void {
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
        flush();
      } while (outcomes.length > 0 && !closed);
    },
    close() {
      if (!closed) flushSafely();
      closed = true;
      queue.close();
      if (timer) clearTimeout(timer);
      finishJob('cancelled');
      for (const wakes of awaited.values()) for (const wake of wakes) wake();
      awaited.clear();
    },
  };
}
