import Database from 'better-sqlite3';

/** A read-only connection for a worker thread: what takes longer than 10 ms reads here while the engine goes on. */
export function openReader(projectPath: string): Database.Database {
  const db = new Database(projectPath, { readonly: true, fileMustExist: true });
  db.pragma('busy_timeout = 5000');
  return db;
}
