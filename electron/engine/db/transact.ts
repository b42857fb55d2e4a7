import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';
import { withSqliteErrors } from './sqliteErrors.ts';

/**
 * Runs `work` in a transaction, which is on disk when this returns. Inside another it is a part of that one and fails
 * with it as a whole: a savepoint of its own would make SQLite copy every page it changes.
 * @throws {AppError} store.*; nothing is changed then, nor when `work` throws.
 */
export function transact<T>(db: Database, work: () => T): T {
  if (db.inTransaction) return work();
  return withSqliteErrors(() => {
    prepare(db, 'BEGIN IMMEDIATE').run();
    try {
      const result = work();
      prepare(db, 'COMMIT').run();
      return result;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (db.inTransaction) prepare(db, 'ROLLBACK').run();
      throw error;
    }
  });
}
