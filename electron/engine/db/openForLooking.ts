import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { inspectProject, newestFormat } from './inspectProject.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';

export interface Look {
  readonly db: Database.Database;
  close(): void;
}

/** Where the file lies; undefined where SQLite can't: it needs a writable folder to read a file in WAL mode. */
function openInPlace(filePath: string): Look | undefined {
  let db: Database.Database | undefined;
  try {
    db = new Database(filePath, { readonly: true });
    const format = inspectProject(db, filePath);
    if (format >= newestFormat) {
      const opened = db;
      return { db, close: () => opened.close() };
    }
    db.close();
  } catch (error) {
    db?.close();
    if (!(error instanceof Database.SqliteError)) throw error;
  }
  return undefined;
}

/** A private copy, brought to the newest format if it is older. Nothing that is done to it comes back. */
function openCopy(filePath: string): Look {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-look-'));
  let db: Database.Database | undefined;
  const close = (): void => {
    db?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const copy = path.join(folder, path.basename(filePath));
    for (const suffix of ['', '-wal']) {
      // A clone of the blocks where the file system can do that, so that it takes no room and no time.
      if (!existsSync(filePath + suffix)) continue;
      copyFileSync(filePath + suffix, copy + suffix, constants.COPYFILE_FICLONE);
      chmodSync(copy + suffix, 0o600);
    }
    db = new Database(copy);
    if (inspectProject(db, filePath) < newestFormat) migrate(db, migrations, { backup: false });
    db.pragma('query_only = ON');
    return { db, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Opens a project that can't or mustn't be written. The connection refuses to write.
 * @throws {AppError} project.notAProject, project.damaged, project.newer
 */
export function openForLooking(filePath: string): Look {
  return openInPlace(filePath) ?? openCopy(filePath);
}
