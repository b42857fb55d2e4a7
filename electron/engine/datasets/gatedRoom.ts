import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { findHead } from '../db/journal.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { WriteGate } from '../writeGate.ts';
import { runGatedWorker } from './runGatedWorker.ts';

/** What a room needs whose worker thread writes to the open project. */
export interface GatedRoomDeps {
  readonly projectPath: string;
  readonly db: Database;
  readonly actor: string;
  readonly gate: WriteGate;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly workerEntry: string;
  /** A run writes its results as they come: it is not held back. */
  readonly isBusy: () => boolean;
  readonly logger: Logger;
}

/** @throws {AppError} run.busy */
export function assertMayWrite({ isBusy, gate }: Pick<GatedRoomDeps, 'isBusy' | 'gate'>): void {
  if (isBusy() || !gate.isOpen) throw new AppError('run.busy');
}

/** Tells of what a worker has written in several entries; its last one is what undo goes by. */
export function announceParts({ db, history, emitter }: Pick<GatedRoomDeps, 'db' | 'history' | 'emitter'>): void {
  const head = findHead(db);
  if (head && history.isParted(head.seq)) history.note(head);
  for (const event of ['classesChanged', 'projectChanged', 'historyChanged'] as const) emitter.emit(event, {});
  emitter.emit('itemsChanged', { itemIds: null });
}

/** A question that is answered at once, mostly: no job. @throws what it failed with, and project.noneOpen when it is closed meanwhile */
export async function askGatedWorker<Result>(
  worker: { readonly entry: string; readonly name: string; readonly gate: WriteGate },
  signal: AbortSignal,
  task: object,
): Promise<Result> {
  try {
    return await runGatedWorker<Result>({ ...worker, job: { signal, progress: () => undefined } }, task);
  } catch (error) {
    throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
  }
}
