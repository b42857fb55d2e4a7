import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { UnpackResult } from '#shared/contract/sharing.ts';
import { makeHalfFolder, removeLeftHalves, syncNames, syncTree } from '../datasets/halfFolder.ts';
import { inspectProject } from '../db/inspectProject.ts';
import { findHead } from '../db/journal.ts';
import { migrate } from '../db/migrate.ts';
import { migrations } from '../db/migrations/migrations.ts';
import { listModelRows, updateModel } from '../db/models.ts';
import { setPragmas } from '../db/openProject.ts';
import { listRootRows, moveRoots } from '../db/roots.ts';
import { isSafePath } from './archivePath.ts';
import { openArchive } from './openArchive.ts';
import type { Archive } from './openArchive.ts';
import { modelFileOf, rootFolderOf } from './packManifest.ts';
import { toPackError } from './toPackError.ts';

export interface UnpackRequest {
  /** Absolute. */
  readonly file: string;
  /** Absolute; absent or empty. */
  readonly folder: string;
  readonly actor: string;
}

type Look = (done: number, total?: number | null) => void;

/** So many missing files are named in the answer. */
const namedAtMost = 1000;

/** @returns the folder with links on the way to it resolved @throws {AppError} folder.notFound, pack.folderNotEmpty */
function checkFolder(chosen: string): string {
  const parent = path.dirname(chosen);
  if (!existsSync(parent)) throw new AppError('folder.notFound', { path: parent });
  const folder = path.join(realpathSync(parent), path.basename(chosen));
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new AppError('pack.folderNotEmpty', { path: folder });
  return folder;
}

/** @throws {AppError} pack.noRoom, pack.nameClash */
function checkRoom(half: string, { manifest, clashing }: Archive): void {
  const needed = manifest.files.reduce((sum, { size }) => sum + size, 0);
  const { bavail, bsize } = statfsSync(half);
  if (needed > bavail * bsize) throw new AppError('pack.noRoom', { needed, free: bavail * bsize });
  if (clashing.length === 0) return;
  const probe = path.join(half, 'case');
  writeFileSync(probe, '');
  const isOne = existsSync(path.join(half, 'CASE'));
  rmSync(probe);
  if (isOne) throw new AppError('pack.nameClash', { path: clashing[0] ?? '' });
}

/** As a file may be called on any system. */
const fileName = (project: string): string =>
  `${project.replace(/[\\/:*?"<>|\p{Cc}]/gu, '-').replace(/^\.+/, '') || 'project'}.firstpass`;

/** What a hostile database could lead out of its folder. @throws {AppError} pack.unsafe, pack.damaged */
function checkDatabase(db: Database.Database, { manifest }: Archive): void {
  const paths = db.prepare('SELECT path FROM items').pluck().iterate() as IterableIterator<string>;
  for (const one of paths) if (!isSafePath(`root/${one}`, 'linux')) throw new AppError('pack.unsafe', { path: one });
  const head = findHead(db);
  if (head?.hash !== manifest.journal.hash || head.seq !== manifest.journal.seq)
    throw new AppError('pack.damaged', { reason: 'its journal ends elsewhere' });
}

/** Images lie where they were unpacked; those that were left behind stay where they are, if they are there. */
function repoint(db: Database.Database, folder: string, half: string, { manifest }: Archive, actor: string): void {
  const writer = { db, actor };
  const moves = listRootRows(db).flatMap(({ id, path: from }) => {
    const name = rootFolderOf(id);
    if (!manifest.images && existsSync(from)) return [];
    mkdirSync(path.join(half, name), { recursive: true });
    return [{ id, from, to: path.join(folder, name) }];
  });
  moveRoots(writer, moves);
  const packed = new Set(manifest.files.map((file) => file.path));
  for (const model of listModelRows(db)) {
    const name = modelFileOf(model.sha256);
    if (packed.has(name)) updateModel(writer, model, path.join(folder, name), model.card);
  }
}

async function unpackInto(half: string, folder: string, archive: Archive, actor: string, look: Look): Promise<string> {
  checkRoom(half, archive);
  const { manifest, database } = archive;
  const name = fileName(manifest.project);
  for (const [done, file] of manifest.files.entries()) {
    const target = path.join(half, file === database ? name : file.path);
    await archive.extract(file, target, () => look(done, manifest.files.length));
  }
  const projectFile = path.join(half, name);
  const db = new Database(projectFile, { fileMustExist: true });
  try {
    setPragmas(db);
    inspectProject(db, projectFile);
    checkDatabase(db, archive);
    // What was packed is the backup.
    migrate(db, migrations, { backup: false });
    repoint(db, folder, half, archive, actor);
  } finally {
    db.close();
  }
  return name;
}

/**
 * Unpacks a packed project into a folder of its own, with its roots where its images are now. All is written into a hidden folder beside it, which
 * gets its name when everything is whole and on disk.
 * @throws {AppError} pack.*, project.damaged, project.newer, folder.notFound @throws {CancelledError}
 */
export async function unpackProject(request: UnpackRequest, look: Look): Promise<UnpackResult> {
  let half: string | null = null;
  let archive: Archive | null = null;
  try {
    const folder = checkFolder(request.folder);
    archive = await openArchive(request.file);
    removeLeftHalves(folder);
    half = makeHalfFolder(folder);
    const name = await unpackInto(half, folder, archive, request.actor, look);
    const { files, missing } = archive.manifest;
    await syncTree(half, () => look(files.length, files.length));
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(half, folder);
    half = null;
    await syncNames(path.dirname(folder));
    return {
      project: path.join(folder, name),
      files: files.length - 1,
      missing: { total: missing.length, first: missing.slice(0, namedAtMost) },
    };
  } catch (error) {
    throw toPackError(error);
  } finally {
    archive?.close();
    if (half !== null) rmSync(half, { recursive: true, force: true });
  }
}
