import type { Database } from 'better-sqlite3';
import { openReader } from './openReader.ts';
import { withSqliteErrors } from './sqliteErrors.ts';

/** Columns of an item that belong to what was labeled, not to its file. */
const ofVersion: ReadonlySet<string> = new Set(['stage', 'split']);

/**
 * A reader of a project as it was in a version: labels, classes, stages and splits of then; files as they are now, since that is where they are read.
 * Items that came later are not there. The caller closes it.
 * @param snapshotPath what `buildSnapshot` made
 * @throws {AppError} store.ioFailed, project.damaged
 */
export function openVersion(projectPath: string, snapshotPath: string): Database {
  const db = openReader(projectPath);
  return withSqliteErrors(() => {
    try {
      db.prepare('ATTACH ? AS version').run(snapshotPath);
      // What is temporary is found before what lies in the file.
      for (const table of ['annotations', 'classes', 'journal'])
        db.exec(`CREATE TEMP VIEW ${table} AS SELECT * FROM version.${table}`);
      const columns = db.prepare("SELECT name FROM pragma_table_info('items', 'main')").pluck().all() as string[];
      const ofThen = columns.map((name) => (ofVersion.has(name) ? `v.${name}` : `n.${name}`)).join(', ');
      db.exec(`CREATE TEMP VIEW items AS SELECT ${ofThen} FROM main.items n JOIN version.items v ON v.id = n.id`);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}
