import { stat } from 'node:fs/promises';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi, InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Supervised } from '../processes/supervised.ts';

/** Size and time of a file, as far as they could be asked for. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export type InspectionOutcome =
  | { readonly kind: 'ready'; readonly image: InspectedImage }
  | { readonly kind: 'refused'; readonly error: ErrorRecord; readonly stamp: FileStamp }
  | { readonly kind: 'gone' };

export interface InspectionQueue {
  /** An item that is in the queue already is not queued twice. `soon` puts it before all others. */
  add(itemId: ItemId, file: string, soon?: boolean): void;
  /** Resolves when nothing waits for its turn or is under way. A file that goes on growing is not waited for. */
  idle(): Promise<void>;
  readonly isIdle: boolean;
  /** All that is not decided yet, also the files that are held back. */
  readonly waiting: number;
  close(): void;
}

interface Task {
  readonly itemId: ItemId;
  file: string;
  stamp: FileStamp | null;
  /** Since when that stamp was seen, on the monotonic clock. */
  stampSince: number;
  holds: number;
  readonly queuedAt: number;
  /** It was in the process when that died. */
  hasDied: boolean;
}

export const thumbnailPx = 320;
const inspectLimitMs = 120_000;
/** Size and time must stand still this long before a file is believed to be complete. */
const quietMs = 400;
/** A file that can't be decoded and changed within this time may still be in the middle of being copied. */
const freshMs = 10_000;
const holdLimitMs = 4_000;
/** Who waits for the queue doesn't wait longer than this for a file that is held back. */
const patienceMs = freshMs + holdLimitMs;

const isProcessDeath = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'process.crashed' || error.code === 'process.notResponding');
const mayGrow = new Set([
  ...['image.truncated', 'image.empty', 'image.unreadable', 'image.notAnImage'],
  ...['dicom.truncated', 'dicom.damaged', 'dicom.noPixels', 'nifti.truncated', 'nifti.damaged'],
]);

/** null: it is gone. What else keeps it from being asked, the decoder will meet and name. */
async function readStamp(file: string): Promise<FileStamp | null> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { sizeBytes: size, modifiedMs: mtimeMs };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : { sizeBytes: 0, modifiedMs: 0 };
  }
}

function note(task: Task, stamp: FileStamp): boolean {
  const { stamp: last } = task;
  if (last?.sizeBytes === stamp.sizeBytes && last.modifiedMs === stamp.modifiedMs) return false;
  task.stamp = stamp;
  task.stampSince = performance.now();
  return true;
}

/** By the file's own time, or by having looked long enough: a clock that is wrong must not hold a file for ever. */
function hasStoodStill(task: Task, ms: number): boolean {
  const age = Math.abs(Date.now() - (task.stamp?.modifiedMs ?? 0));
  return age >= ms || performance.now() - task.stampSince >= ms;
}

/**
 * Looks at files through the imaging process, a few at a time. A file that is still being copied is held back, without
 * taking the place of others, until its size and time stand still and it decodes to its end.
 */
export function createInspectionQueue(deps: {
  readonly imaging: Supervised<ImagingApi>;
  /** Which frame of its file an item is. */
  readonly frameOf: (itemId: ItemId) => number;
  readonly thumbnailPath: string;
  readonly atOnce: number;
  /** Whether to read where photos were taken. */
  readonly keepsLocation: () => boolean;
  /** `file` is where it was looked at: meanwhile the item may have been linked to another place. */
  readonly onOutcome: (itemId: ItemId, outcome: InspectionOutcome, file: string) => void;
}): InspectionQueue {
  const { imaging, frameOf, thumbnailPath, atOnce, keepsLocation, onOutcome } = deps;
  const ready = new Map<ItemId, Task>();
  const urgent: ItemId[] = [];
  const underWay = new Map<ItemId, Task>();
  const held = new Map<ItemId, { readonly task: Task; readonly timer: NodeJS.Timeout }>();
  // In the process when it died. They are tried again one by one, alone: only the guilty one dies twice.
  const suspects: Task[] = [];
  const idlers: (() => void)[] = [];
  let closed = false;

  async function look(task: Task, stamp: FileStamp): Promise<InspectionOutcome | 'died'> {
    try {
      const input = {
        path: task.file,
        frame: frameOf(task.itemId),
        thumbnailPath,
        thumbnailPx,
        location: keepsLocation(),
      };
      const answer = await imaging.call('inspect', input, { timeoutMs: inspectLimitMs });
      return answer.ok ? { kind: 'ready', image: answer.image } : { kind: 'refused', error: answer.error, stamp };
    } catch (error) {
      if (!isProcessDeath(error)) return { kind: 'refused', error: toErrorRecord(error), stamp };
      if (!task.hasDied) return 'died';
      return { kind: 'refused', error: toErrorRecord(new AppError('image.crashed')), stamp };
    }
  }

  async function visit(task: Task): Promise<InspectionOutcome | 'died' | 'hold'> {
    const before = await readStamp(task.file);
    if (!before) return { kind: 'gone' };
    note(task, before);
    if (!hasStoodStill(task, quietMs)) return 'hold';
    const outcome = await look(task, before);
    if (outcome === 'died') return outcome;
    const after = await readStamp(task.file);
    if (!after) return { kind: 'gone' };
    if (note(task, after)) return 'hold';
    const mayGetBetter = outcome.kind === 'refused' && mayGrow.has(outcome.error.code);
    return mayGetBetter && !hasStoodStill(task, freshMs) ? 'hold' : outcome;
  }

  function hold(task: Task): void {
    const delayMs = Math.min(holdLimitMs, quietMs * 2 ** task.holds);
    task.holds += 1;
    const timer = setTimeout(() => {
      held.delete(task.itemId);
      if (task.hasDied) suspects.push(task);
      else ready.set(task.itemId, task);
      pump();
    }, delayMs);
    held.set(task.itemId, { task, timer });
  }

  async function run(task: Task): Promise<void> {
    underWay.set(task.itemId, task);
    const { file } = task;
    const outcome = await visit(task);
    underWay.delete(task.itemId);
    if (closed) return;
    if (outcome === 'died') {
      task.hasDied = true;
      suspects.push(task);
    } else if (outcome === 'hold') hold(task);
    else if (task.file !== file) ready.set(task.itemId, task);
    else onOutcome(task.itemId, outcome, file);
  }

  function next(): Task | undefined {
    for (let itemId = urgent.pop(); itemId !== undefined; itemId = urgent.pop()) {
      const task = ready.get(itemId);
      if (task) return task;
    }
    const [first] = ready.values();
    return first;
  }

  /** A suspect has the process to itself. */
  const room = (): number =>
    suspects.length > 0 || [...underWay.values()].some(({ hasDied }) => hasDied) ? 1 : atOnce;

  function pump(): void {
    while (!closed && underWay.size < room()) {
      const task = suspects.shift() ?? next();
      if (!task) break;
      ready.delete(task.itemId);
      void run(task).finally(pump);
    }
    if (isIdle()) for (const wake of idlers.splice(0)) wake();
  }

  function isIdle(): boolean {
    if (closed) return true;
    if (underWay.size + ready.size + suspects.length > 0) return false;
    return [...held.values()].every(({ task }) => performance.now() - task.queuedAt > patienceMs);
  }

  return {
    add(itemId, file, soon = false) {
      if (closed) return;
      if (soon) urgent.push(itemId);
      const parked = held.get(itemId);
      const known = underWay.get(itemId) ?? ready.get(itemId) ?? parked?.task;
      if (known) known.file = file;
      else {
        const queuedAt = performance.now();
        const task = { itemId, file, stamp: null, stampSince: queuedAt, holds: 0, queuedAt, hasDied: false };
        ready.set(itemId, task);
      }
      pump();
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
    get isIdle() {
      return isIdle();
    },
    get waiting() {
      return ready.size + underWay.size + held.size + suspects.length;
    },
    close() {
      closed = true;
      ready.clear();
      for (const { timer } of held.values()) clearTimeout(timer);
      held.clear();
      for (const wake of idlers.splice(0)) wake();
    },
  };
}
