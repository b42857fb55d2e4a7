import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { Migration } from './migrations/migration.ts';
import { fromSqliteError, withSqliteErrors } from './sqliteErrors.ts';

export function formatOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** The oldest format number whose program may still read this file; infinite when it doesn't say. */
export function oldestReaderOf(db: Database): number {
  const value = db.prepare("SELECT value FROM meta WHERE key = 'oldestReader'").pluck().get() as string | undefined;
  return Number(value ?? Number.POSITIVE_INFINITY);
}

function backUp(db: Database, format: number): string {
  const backup = `${db.name}.format-${format}.${new Date().toISOString().replace(/[:.]/g, '-')}.backup`;
  try {
    // Written through to the disk, with the same care as the project itself.
    db.prepare('VACUUM INTO ?').run(backup);
  } catch (error) {
    rmSync(backup, { force: true });
    throw error;
  }
  return backup;
}

/**
 * Brings a project file to the newest format, each step in a transaction of its own. A file that holds something is
 * backed up first, whole, beside itself.
 * @returns the path of the backup, or null when there was nothing to do or to back up.
 * @throws {AppError} store.diskFull, store.ioFailed, project.migrationFailed: the file is as the last finished step left
 * it; without a whole backup nothing is begun.
 */
export function migrate(db: Database, migrations: readonly Migration[], options = { backup: true }): string | null {
  const from = formatOf(db);
  const steps = migrations.filter((migration) => migration.number > from);
  if (steps.length === 0) return null;
  const backup = from > 0 && options.backup ? withSqliteErrors(() => backUp(db, from)) : null;
  try {
    for (const { number, oldestReader, sql, fill } of steps) {
      db.transaction(() => {
        db.exec(sql);
        fill?.(db);
        db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('oldestReader', ?)").run(String(oldestReader));
        db.pragma(`user_version = ${number}`);
      }).immediate();
    }
  } catch (error) {
    const known = fromSqliteError(error);
    if (known instanceof AppError && known.code.startsWith('store.')) throw known;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('project.migrationFailed', { reason, backup: backup ?? 'not needed' }, { cause: error });
  }
  return backup;
}
