import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { Migration } from './migrations/migration.ts';
import { prepare } from './prepare.ts';

export function formatOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** The oldest format number whose program may still read this file. */
export function oldestReaderOf(db: Database): number {
  const value = prepare(db, "SELECT value FROM meta WHERE key = 'oldestReader'").pluck().get() as string | undefined;
  return Number(value ?? Number.POSITIVE_INFINITY);
}

/**
 * Brings a project file to the newest format, each step in a transaction of its own. A file that holds something is
 * backed up first, whole, beside itself.
 * @returns the path of the backup, or null when nothing was to be done or there was nothing to back up.
 * @throws {AppError} project.migrationFailed; the file is as the last finished step left it.
 */
export function migrate(db: Database, migrations: readonly Migration[]): string | null {
  const from = formatOf(db);
  const steps = migrations.filter((migration) => migration.number > from);
  if (steps.length === 0) return null;
  let backup: string | null = null;
  if (from > 0) {
    backup = `${db.name}.format-${from}.${new Date().toISOString().replace(/[:.]/g, '-')}.backup`;
    db.prepare('VACUUM INTO ?').run(backup);
  }
  try {
    for (const { number, oldestReader, sql } of steps) {
      db.transaction(() => {
        db.exec(sql);
        db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('oldestReader', ?)").run(String(oldestReader));
        db.pragma(`user_version = ${number}`);
      }).immediate();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('project.migrationFailed', { reason, backup: backup ?? 'not needed' }, { cause: error });
  }
  return backup;
}
