import { stat } from 'node:fs/promises';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi, InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Supervised } from '../processes/supervised.ts';

export type InspectionOutcome =
  | { readonly kind: 'ready'; readonly image: InspectedImage }
  | { readonly kind: 'refused'; readonly error: ErrorRecord }
  | { readonly kind: 'gone' };

export interface InspectionQueue {
  /** Later ones of the same item replace earlier ones. `soon` puts it before all others. */
  add(itemId: ItemId, file: string, soon?: boolean): void;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
  readonly waiting: number;
  close(): void;
}

export const thumbnailPx = 320;
const inspectLimitMs = 120_000;
/** A file that changed within this time may still be in the middle of being copied. */
const freshMs = 10_000;
const quietMs = 400;

const isProcessDeath = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'process.crashed' || error.code === 'process.notResponding');
const mayGrow = new Set(['image.truncated', 'image.empty', 'image.unreadable', 'image.notAnImage']);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Looks at files through the imaging process, a few at a time. A file that is still being copied waits until its size
 * and time stand still and it decodes to its end.
 */
export function createInspectionQueue(deps: {
  readonly imaging: Supervised<ImagingApi>;
  readonly thumbnailPath: string;
  readonly atOnce: number;
  readonly onOutcome: (itemId: ItemId, outcome: InspectionOutcome) => void;
}): InspectionQueue {
  const { imaging, thumbnailPath, atOnce, onOutcome } = deps;
  const waiting = new Map<ItemId, string>();
  const urgent: ItemId[] = [];
  const idlers: (() => void)[] = [];
  let underWay = 0;
  let closed = false;
  // Files that were in the process when it died are tried again one by one: only the guilty one dies twice.
  let alone: Promise<unknown> = Promise.resolve();

  const look = (file: string): ReturnType<typeof imaging.call<'inspect'>> =>
    imaging.call('inspect', { path: file, thumbnailPath, thumbnailPx }, { timeoutMs: inspectLimitMs });

  async function lookSafely(file: string): Promise<InspectionOutcome> {
    try {
      const answer = await look(file);
      return answer.ok ? { kind: 'ready', image: answer.image } : { kind: 'refused', error: answer.error };
    } catch (error) {
      if (!isProcessDeath(error) || closed) throw error;
    }
    const second = alone.then(() => look(file));
    alone = second.catch(() => undefined);
    try {
      const answer = await second;
      return answer.ok ? { kind: 'ready', image: answer.image } : { kind: 'refused', error: answer.error };
    } catch (error) {
      if (!isProcessDeath(error) || closed) throw error;
      return { kind: 'refused', error: toErrorRecord(new AppError('image.crashed')) };
    }
  }

  /** Size and time of a file, or null when it is gone. */
  const stamp = async (file: string): Promise<{ size: number; mtimeMs: number } | null> => {
    try {
      return await stat(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };

  async function inspect(file: string): Promise<InspectionOutcome> {
    for (let patienceMs = quietMs; ; patienceMs = Math.min(4_000, patienceMs * 2)) {
      const before = await stamp(file);
      if (!before) return { kind: 'gone' };
      const outcome = await lookSafely(file);
      const after = await stamp(file);
      if (!after) return { kind: 'gone' };
      const stoodStill = before.size === after.size && before.mtimeMs === after.mtimeMs;
      const isFresh = Date.now() - after.mtimeMs < freshMs;
      if (outcome.kind === 'ready' && stoodStill) return outcome;
      if (outcome.kind === 'refused' && stoodStill && !(isFresh && mayGrow.has(outcome.error.code))) return outcome;
      if (closed) return { kind: 'gone' };
      await pause(patienceMs);
    }
  }

  function next(): [ItemId, string] | undefined {
    for (let itemId = urgent.pop(); itemId !== undefined; itemId = urgent.pop()) {
      const file = waiting.get(itemId);
      if (file !== undefined) return [itemId, file];
    }
    const [first] = waiting;
    return first;
  }

  function pump(): void {
    while (!closed && underWay < atOnce) {
      const entry = next();
      if (!entry) break;
      const [itemId, file] = entry;
      waiting.delete(itemId);
      underWay += 1;
      inspect(file)
        .catch((error: unknown): InspectionOutcome => ({ kind: 'refused', error: toErrorRecord(error) }))
        .then((outcome) => {
          if (!closed) onOutcome(itemId, outcome);
        })
        .finally(() => {
          underWay -= 1;
          pump();
        });
    }
    if (underWay === 0 && (waiting.size === 0 || closed)) for (const wake of idlers.splice(0)) wake();
  }

  return {
    add(itemId, file, soon = false) {
      waiting.delete(itemId);
      waiting.set(itemId, file);
      if (soon) urgent.push(itemId);
      pump();
    },
    idle: () => (underWay === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
    get waiting() {
      return waiting.size + underWay;
    },
    close() {
      closed = true;
      waiting.clear();
      if (underWay === 0) for (const wake of idlers.splice(0)) wake();
    },
  };
}
