import Database from 'better-sqlite3';
import { withSqliteErrors } from './sqliteErrors.ts';

/**
 * A read-only connection for a worker thread: what takes longer than 10 ms reads here while the engine goes on. The
 * caller closes it.
 * @throws {AppError} store.ioFailed, project.damaged
 */
export function openReader(projectPath: string): Database.Database {
  return withSqliteErrors(() => {
    const db = new Database(projectPath, { readonly: true, fileMustExist: true });
    db.pragma('busy_timeout = 5000');
    return db;
  });
}
