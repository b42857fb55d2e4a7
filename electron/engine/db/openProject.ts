import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Logger } from '#shared/base/log.ts';
import { AppError } from '#shared/contract/errors.ts';
import { commit } from './commit.ts';
import { applicationId, inspectProject, newestFormat } from './inspectProject.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { isOnNetworkShare } from './networkShare.ts';
import { openForLooking } from './openForLooking.ts';
import { lockProject, noteHolder } from './projectLock.ts';
import { withSqliteErrors } from './sqliteErrors.ts';
import { trimTouches } from './touches.ts';

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

/**
 * What every writing connection is set to; a test asserts it. FULL: this build's default in WAL is NORMAL, which may
 * lose the last commits when the power fails. fullfsync: on macOS only that reaches the disk. The other two keep a
 * damaged or foreign file from leading SQLite astray.
 */
export function setPragmas(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('fullfsync = ON');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
}

function isAllowed(where: string, mode: number): boolean {
  try {
    accessSync(where, mode);
    return true;
  } catch {
    return false;
  }
}

function describe(filePath: string, db: Database.Database, readOnly: string | null, close: () => void): OpenProject {
  const name = path.basename(filePath, '.firstpass');
  return { db, path: filePath, name, readOnly, onNetworkShare: isOnNetworkShare(filePath), close };
}

function look(filePath: string, reason: string): OpenProject {
  const { db, close } = openForLooking(filePath);
  return describe(filePath, db, reason, close);
}

/** Opens for writing what is locked already; gives the lock back when that fails. */
function openLocked(filePath: string, unlock: () => void, logger: Logger): OpenProject {
  let db: Database.Database | undefined;
  const close = (): void => {
    db?.close();
    unlock();
  };
  try {
    const opened = (db = new Database(filePath));
    withSqliteErrors(() => {
      setPragmas(opened);
      const backup = migrate(opened, migrations);
      if (backup !== null) logger.info('the project was brought to a new format', { backup, format: newestFormat });
      noteHolder(opened);
      trimTouches(opened);
    });
    return describe(filePath, opened, null, close);
  } catch (error) {
    close();
    throw error;
  }
}

/** A whole, empty project under a name that nobody opens. */
export function writeNewProject(filePath: string, actor: string): void {
  const db = new Database(filePath);
  try {
    setPragmas(db);
    db.pragma(`application_id = ${applicationId}`);
    migrate(db, migrations);
    const body = { projectId: randomUUID() };
    commit(db, { op: 'project.created', body, actor, subject: 'project', label: 'Create project' });
  } finally {
    db.close();
  }
}

/**
 * Makes a project and opens it. It gets its name only when it is whole: a program that is killed here, or a full disk,
 * leaves no file that can't be opened.
 * @throws {AppError} project.exists, project.inUse, folder.notFound, folder.notWritable, store.*
 */
export function createProjectFile(file: string, { actor, logger }: Options): OpenProject {
  const filePath = path.resolve(file);
  const folder = path.dirname(filePath);
  if (existsSync(filePath)) throw new AppError('project.exists', { path: filePath });
  if (!existsSync(folder)) throw new AppError('folder.notFound', { path: folder });
  if (!isAllowed(folder, constants.W_OK)) throw new AppError('folder.notWritable', { path: folder });
  const unlock = withSqliteErrors(() => lockProject(path.join(realpathSync(folder), path.basename(filePath))));
  const unborn = `${filePath}.new`;
  const removeUnborn = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(unborn + suffix, { force: true });
  };
  try {
    // Again, now that nobody else can make it.
    if (existsSync(filePath)) throw new AppError('project.exists', { path: filePath });
    removeUnborn();
    withSqliteErrors(() => writeNewProject(unborn, actor));
    renameSync(unborn, filePath);
  } catch (error) {
    removeUnborn();
    unlock();
    throw error;
  }
  return openLocked(filePath, unlock, logger);
}

/** @throws {AppError} project.notAProject, project.damaged, project.newer */
function findFormat(filePath: string): number {
  const db = new Database(filePath, { readonly: true });
  try {
    return inspectProject(db, filePath);
  } finally {
    db.close();
  }
}

/**
 * The file behind the path, whichever links lead to it: the lock lies beside that.
 * @throws {AppError} project.notFound, project.noPermission, project.notAProject
 */
export function findProjectFile(filePath: string): string {
  if (!existsSync(filePath)) throw new AppError('project.notFound', { path: filePath });
  if (!statSync(filePath).isFile()) throw new AppError('project.notAProject', { path: filePath });
  if (!isAllowed(filePath, constants.R_OK)) throw new AppError('project.noPermission', { path: filePath });
  return realpathSync(filePath);
}

/**
 * Opens a project for writing, or for looking only where it can't be written.
 * @throws {AppError} project.notFound, project.noPermission, project.notAProject, project.damaged, project.newer,
 * project.inUse, project.migrationFailed, store.*
 */
export function openProject(file: string, { logger }: Options): OpenProject {
  const filePath = path.resolve(file);
  const realPath = findProjectFile(filePath);
  if (!isAllowed(realPath, constants.W_OK)) return look(filePath, 'the file may not be written');
  if (!isAllowed(path.dirname(realPath), constants.W_OK)) return look(filePath, 'its folder may not be written');
  if (existsSync(`${realPath}.lock`) && !isAllowed(`${realPath}.lock`, constants.W_OK)) {
    return look(filePath, `its lock file ${realPath}.lock may not be written`);
  }
  if (withSqliteErrors(() => findFormat(realPath)) > newestFormat)
    return look(filePath, 'it was made by a newer Firstpass');
  return openLocked(
    filePath,
    withSqliteErrors(() => lockProject(realPath)),
    logger,
  );
}
