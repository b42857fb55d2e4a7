import Database from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';

/** A handle that nobody holds any more is closed by the garbage collector, and its lock would end with it. */
const held = new Set<Database.Database>();

/**
 * One process writes a project. The lock is a lock of the kernel, held by an open transaction on an empty SQLite file
 * beside the project: it ends with the process, however that ends, so no stale lock is ever left, and taking it is one
 * atomic step. The file itself stays: removing it would let two processes lock two files of the same name.
 * @returns a function that gives the lock back.
 * @throws {AppError} project.inUse
 */
export function lockProject(projectPath: string): () => void {
  const lock = new Database(`${projectPath}.lock`, { timeout: 0 });
  try {
    // Nothing is ever written to it, so nothing is to be rolled back from a file.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN IMMEDIATE');
  } catch (error) {
    lock.close();
    const { code } = error as { code?: string };
    if (!code?.startsWith('SQLITE_BUSY')) throw error;
    throw new AppError('project.inUse', { pid: findHolder(projectPath) }, { cause: error });
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}

const holderKey = 'holderPid';

/** Called by who has the lock, so that others can name the process that keeps them out. */
export function noteHolder(db: Database.Database): void {
  db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(holderKey, String(process.pid));
}

function findHolder(projectPath: string): string {
  let db: Database.Database | undefined;
  try {
    db = new Database(projectPath, { readonly: true });
    return (
      (db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(holderKey) as string | undefined) ?? 'unknown'
    );
  } catch (error) {
    // Not written yet, or being written: who it is matters less than that it is.
    if (error instanceof Database.SqliteError) return 'unknown';
    throw error;
  } finally {
    db?.close();
  }
}
