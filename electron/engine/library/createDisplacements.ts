import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { relinkDisplaced } from '../db/relinkDisplaced.ts';
import { planRelinks } from './planRelinks.ts';

/**
 * Known files at whose path other bytes were found. They wait here, and the tables say what was known, until everything
 * else was looked at: only then it shows whether a file was overwritten or files changed places, as by renumbering.
 */
export interface Displacements {
  /** @param ownHash of the bytes that were known. */
  add(itemId: ItemId, ownHash: string, image: InspectedImage): void;
  forget(itemId: ItemId): void;
  has(itemId: ItemId): boolean;
  /** Whether bytes of this hash are what one of them has lost. */
  claims(contentHash: string): boolean;
  /** An item that was made lately: the other end of a move, perhaps. */
  noteFresh(itemId: ItemId): void;
  /** Resolves when none waits any more. */
  settled(): Promise<void>;
  close(): void;
}

/** The rest of a bunch of renames is told within this time. */
const graceMs = 1_000;
/** A move between disks copies first: the new place may have been read so long ago. */
const freshMs = 120_000;
const retryMs = 5_000;

export function createDisplacements(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
  /** Whether nothing is being read or looked for. */
  readonly isQuiet: () => boolean;
}): Displacements {
  const { emitter, logger, isQuiet } = deps;
  const waiting = new Map<ItemId, { readonly ownHash: string; readonly image: InspectedImage }>();
  const claimed = new Map<string, Set<ItemId>>();
  // Items that were read for the first time in one go, with no long pause: from which id on, and when the last came.
  let fresh = { fromId: Number.POSITIVE_INFINITY, lastAt: Number.NEGATIVE_INFINITY };
  const waiters: (() => void)[] = [];
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function schedule(delayMs: number): void {
    if (timer) clearTimeout(timer);
    timer = closed ? null : setTimeout(settle, delayMs);
  }

  function endOldEpisode(): void {
    if (performance.now() - fresh.lastAt > freshMs) fresh = { ...fresh, fromId: Number.POSITIVE_INFINITY };
  }

  function forget(itemId: ItemId): void {
    const entry = waiting.get(itemId);
    if (!entry) return;
    waiting.delete(itemId);
    const others = claimed.get(entry.ownHash);
    others?.delete(itemId);
    if (others?.size === 0) claimed.delete(entry.ownHash);
  }

  function wake(): void {
    for (const waiter of waiters.splice(0)) waiter();
  }

  function settle(): void {
    timer = null;
    if (waiting.size === 0) return wake();
    if (!isQuiet()) return schedule(graceMs);
    const images = new Map([...waiting].map(([itemId, { image }]) => [itemId, image]));
    try {
      const isRelinked = relinkDisplaced(deps, images, (id) => id >= fresh.fromId, planRelinks);
      for (const itemId of images.keys()) forget(itemId);
      emitter.emit('itemsChanged', { itemIds: isRelinked ? null : [...images.keys()] });
      wake();
    } catch (error) {
      logger.error('files that changed could not be written down', { error: String(error) });
      emitter.emit('noticed', { error: toErrorRecord(error) });
      schedule(retryMs);
    }
  }

  return {
    add(itemId, ownHash, image) {
      if (waiting.size === 0) endOldEpisode();
      forget(itemId);
      waiting.set(itemId, { ownHash, image });
      claimed.set(ownHash, (claimed.get(ownHash) ?? new Set()).add(itemId));
      schedule(graceMs);
    },
    forget,
    has: (itemId) => waiting.has(itemId),
    claims: (contentHash) => claimed.has(contentHash),
    noteFresh(itemId) {
      if (waiting.size === 0) endOldEpisode();
      fresh = { fromId: Math.min(fresh.fromId, itemId), lastAt: performance.now() };
    },
    settled: () => (waiting.size === 0 || closed ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      wake();
    },
  };
}
