import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { formatOf, oldestReaderOf } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';

/** SQLite's application id of our files: "FPas". */
export const applicationId = 0x46506173;
export const newestFormat = Math.max(...migrations.map(({ number }) => number));

/** A file that was cut off ends before its last page. With a WAL beside it the last pages may still lie there. */
function assertWhole(db: Database.Database, filePath: string): void {
  const hasWal = (statSync(`${filePath}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const [pages, pageSize] = ['page_count', 'page_size'].map((name) => db.pragma(name, { simple: true }) as number);
  const { size } = statSync(filePath);
  if (!hasWal && pages !== undefined && pageSize !== undefined && size < pages * pageSize) {
    throw new AppError('project.damaged', { reason: `it ends after ${size} of ${pages * pageSize} bytes` });
  }
}

/**
 * Looks whether an open file is a project that this program can read. Quick: a full check is `verifyProject`.
 * @returns the number of its format.
 * @throws {AppError} project.notAProject, project.damaged, project.newer
 */
export function inspectProject(db: Database.Database, filePath: string): number {
  try {
    const id = db.pragma('application_id', { simple: true }) as number;
    if (id !== applicationId) throw new AppError('project.notAProject', { path: filePath });
    assertWhole(db, filePath);
    const format = formatOf(db);
    if (format > newestFormat && oldestReaderOf(db) > newestFormat) {
      throw new AppError('project.newer', { found: format, known: newestFormat });
    }
    db.prepare('SELECT * FROM journal ORDER BY seq DESC LIMIT 1').get();
    return format;
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    const { code, message } = error;
    if (code === 'SQLITE_NOTADB') throw new AppError('project.notAProject', { path: filePath }, { cause: error });
    // A missing table (SQLITE_ERROR) or a broken page.
    if (code === 'SQLITE_ERROR' || code.startsWith('SQLITE_CORRUPT')) {
      throw new AppError('project.damaged', { reason: message }, { cause: error });
    }
    throw error;
  }
}
