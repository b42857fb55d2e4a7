import type { MessagePort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import { setPragmas } from '../db/openProject.ts';
import { fromSqliteError } from '../db/sqliteErrors.ts';
import type { WorkDoors, WorkMessage } from './gatedWork.ts';

/** What a task may use while it works in its thread. */
export interface WorkTools {
  /** Call it often, with what is done. @throws {CancelledError} */
  readonly look: (done: number, total?: number | null) => void;
  /** Gives a connection that writes the project, once nobody else does. */
  readonly write: <Result>(projectPath: string, work: (db: Database.Database) => Result) => Result;
}

const tellEvery = 500;

/** Does the one task of a worker thread, and says how it went. */
export async function serveGatedWork<Result>(
  port: MessagePort,
  { cancelled, gate }: WorkDoors,
  work: (tools: WorkTools) => Result | Promise<Result>,
): Promise<void> {
  const say = (message: WorkMessage<Result>): void => port.postMessage(message);
  const tools: WorkTools = {
    look(done, total = null) {
      if (Atomics.load(cancelled, 0) === 1) throw new CancelledError();
      if (done % tellEvery === 0) say({ kind: 'progress', done, total });
    },
    write(projectPath, inside) {
      const db = new Database(projectPath, { fileMustExist: true });
      try {
        setPragmas(db);
        say({ kind: 'ready' });
        // Others finish what they write, and then nobody but this thread writes.
        Atomics.wait(gate, 0, 0);
        return inside(db);
      } finally {
        db.close();
      }
    },
  };
  try {
    say({ kind: 'done', result: await work(tools) });
  } catch (error) {
    if (error instanceof CancelledError) say({ kind: 'cancelled' });
    else say({ kind: 'failed', error: toErrorRecord(fromSqliteError(error)) });
  }
}
