import Database from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';

/**
 * One process writes a project. The lock is a lock of the kernel, held through a small SQLite file beside the project:
 * it ends with the process, however that ends, so that no stale lock is ever left. The file itself stays: removing it
 * would let two processes lock two files of the same name.
 * @returns a function that gives the lock back.
 * @throws {AppError} project.inUse
 */
export function lockProject(projectPath: string): () => void {
  const lock = new Database(`${projectPath}.lock`, { timeout: 0 });
  try {
    lock.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL)');
    lock.transaction(() => {
      lock.exec('DELETE FROM holder');
      lock.prepare('INSERT INTO holder VALUES (?)').run(process.pid);
    }).immediate();
    // A reserved lock: others can still read who holds it.
    lock.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const { code } = error as { code?: string };
    if (!code?.startsWith('SQLITE_BUSY')) {
      lock.close();
      throw error;
    }
    const pid = readHolder(lock);
    lock.close();
    throw new AppError('project.inUse', { pid }, { cause: error });
  }
  return () => lock.close();
}

function readHolder(lock: Database.Database): string {
  try {
    return String(lock.prepare('SELECT pid FROM holder').pluck().get() ?? 'unknown');
  } catch {
    // Busy in the very moment of being taken: who it is matters less than that it is.
    return 'unknown';
  }
}
