import { randomUUID } from 'node:crypto';
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Logger } from '#shared/base/log.ts';
import { AppError } from '#shared/contract/errors.ts';
import { commit } from './commit.ts';
import { formatOf, migrate, oldestReaderOf } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { isOnNetworkShare } from './networkShare.ts';
import { lockProject } from './projectLock.ts';
import { withSqliteErrors } from './sqliteErrors.ts';

export interface OpenProject {
  readonly db: Database.Database;
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** The reason when it can only be looked at, else null. */
  readonly readOnly: string | null;
  readonly onNetworkShare: boolean;
  close(): void;
}

interface Options {
  readonly actor: string;
  readonly logger: Logger;
}

/** SQLite's application id of our files: "FPas". */
const applicationId = 0x46506173;
const newestFormat = Math.max(...migrations.map(({ number }) => number));

/** What every writing connection is set to; a test asserts it. FULL: this build's default in WAL is NORMAL. */
export function setPragmas(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
}

function describe(filePath: string, db: Database.Database, readOnly: string | null, close: () => void): OpenProject {
  const name = path.basename(filePath, '.firstpass');
  return { db, path: filePath, name, readOnly, onNetworkShare: isOnNetworkShare(filePath), close };
}

/** @throws {AppError} project.exists, folder.notFound, store.* */
export function createProjectFile(file: string, { actor }: Options): OpenProject {
  const filePath = path.resolve(file);
  if (existsSync(filePath)) throw new AppError('project.exists', { path: filePath });
  const folder = path.dirname(filePath);
  if (!existsSync(folder)) throw new AppError('folder.notFound', { path: folder });
  if (!isWritable(folder)) throw new AppError('project.readOnly', { reason: `the folder ${folder} may not be written` });
  const unlock = lockProject(filePath);
  try {
    const db = new Database(filePath);
    withSqliteErrors(() => {
      setPragmas(db);
      db.pragma(`application_id = ${applicationId}`);
      migrate(db, migrations);
    });
    commit(db, {
      op: 'project.created',
      body: { projectId: randomUUID() },
      actor,
      subject: 'project',
      label: 'Create project',
    });
    return describe(filePath, db, null, () => {
      db.close();
      unlock();
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

function isWritable(where: string): boolean {
  try {
    accessSync(where, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @throws {AppError} project.notAProject, project.damaged */
function assertProject(db: Database.Database, filePath: string): void {
  try {
    const id = db.pragma('application_id', { simple: true }) as number;
    if (id !== applicationId) throw new AppError('project.notAProject', { path: filePath });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (code === 'SQLITE_NOTADB') throw new AppError('project.notAProject', { path: filePath }, { cause: error });
    if (code.startsWith('SQLITE_')) throw new AppError('project.damaged', { reason: message }, { cause: error });
    throw error;
  }
}

/**
 * A private copy to look at: where nothing may be written, SQLite can't open a WAL file in place. Nothing that is done
 * to it comes back.
 */
function openCopy(filePath: string, reason: string): OpenProject {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-look-'));
  const copy = path.join(folder, path.basename(filePath));
  copyFileSync(filePath, copy);
  if (existsSync(`${filePath}-wal`)) copyFileSync(`${filePath}-wal`, `${copy}-wal`);
  const db = new Database(copy);
  const remove = (): void => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    assertProject(db, filePath);
    if (formatOf(db) > newestFormat && oldestReaderOf(db) > newestFormat) {
      throw new AppError('project.newer', { found: formatOf(db), known: newestFormat });
    }
    db.pragma('query_only = ON');
  } catch (error) {
    remove();
    throw error;
  }
  return describe(filePath, db, reason, remove);
}

/**
 * Opens a project for writing, or for looking only where it can't be written.
 * @throws {AppError} project.notFound, project.notAProject, project.damaged, project.newer, project.inUse,
 * project.migrationFailed
 */
export function openProject(file: string, { logger }: Options): OpenProject {
  const filePath = path.resolve(file);
  if (!existsSync(filePath)) throw new AppError('project.notFound', { path: filePath });
  if (!statSync(filePath).isFile()) throw new AppError('project.notAProject', { path: filePath });
  if (!isWritable(filePath)) return openCopy(filePath, 'the file may not be written');
  if (!isWritable(path.dirname(filePath))) return openCopy(filePath, 'its folder may not be written');
  const peek = new Database(filePath, { readonly: true });
  let format: number;
  try {
    assertProject(peek, filePath);
    format = formatOf(peek);
  } finally {
    peek.close();
  }
  if (format > newestFormat) return openCopy(filePath, 'it was made by a newer Firstpass');
  const unlock = lockProject(filePath);
  const db = new Database(filePath);
  const close = (): void => {
    db.close();
    unlock();
  };
  try {
    withSqliteErrors(() => setPragmas(db));
    const backup = withSqliteErrors(() => migrate(db, migrations));
    if (backup !== null) logger.info('the project was brought to a new format', { backup, from: format });
  } catch (error) {
    close();
    throw error;
  }
  return describe(filePath, db, null, close);
}
