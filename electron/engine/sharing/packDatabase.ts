import { statSync, existsSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { assertExists } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { PackResult } from '#shared/contract/sharing.ts';
import { findHead } from '../db/journal.ts';
import { openReader } from '../db/openReader.ts';
import { makeHalfFolder, removeLeftHalves, syncNames } from '../datasets/halfFolder.ts';
import { listPackFiles } from './listPackFiles.ts';
import { databaseName, packFormat } from './packManifest.ts';
import type { Manifest } from './packManifest.ts';
import { toPackError } from './toPackError.ts';
import { writeArchive } from './writeArchive.ts';

export interface PackRequest {
  /** Of the project, without an ending. */
  readonly name: string;
  /** Absolute; nothing is there yet. */
  readonly target: string;
  readonly images: boolean;
  readonly models: boolean;
  /** Of the program. */
  readonly version: string;
}

/** So many missing files are named in the answer; the manifest has all. */
const namedAtMost = 1000;

type Look = (done: number, total?: number | null) => void;

async function packInto(half: string, request: PackRequest, writeDatabase: (file: string) => void, look: Look) {
  const { name, images, models, version } = request;
  const database = path.join(half, databaseName);
  writeDatabase(database);
  const db = openReader(database);
  let found, head;
  try {
    head = assertExists(findHead(db), 'a journal begins with the project');
    found = listPackFiles(db, { images, models }, (files) => look(files));
  } finally {
    db.close();
  }
  const { size, mtime } = statSync(database);
  const files = [{ path: databaseName, source: database, sizeBytes: size, modified: mtime }, ...found.files];
  const archive = path.join(half, 'archive.zip');
  const toManifest = (packed: Manifest['files']): string => {
    const manifest: Manifest = {
      ...{ format: packFormat, program: version, project: name, at: new Date().toISOString() },
      journal: { seq: head.seq, hash: head.hash },
      ...{ images, files: packed, missing: [...found.missing] },
    };
    return `${JSON.stringify(manifest, null, 1)}\n`;
  };
  await writeArchive(
    archive,
    files,
    (packed) => toManifest([...packed]),
    (done) => look(done, files.length),
  );
  return { archive, files: found.files.length, missing: found.missing };
}

/** @returns the target with links on the way to it resolved @throws {AppError} folder.notFound, pack.targetExists */
function checkTarget(chosen: string): string {
  const parent = path.dirname(chosen);
  if (!existsSync(parent)) throw new AppError('folder.notFound', { path: parent });
  const target = path.join(realpathSync(parent), path.basename(chosen));
  if (existsSync(target)) throw new AppError('pack.targetExists', { path: target });
  return target;
}

/**
 * Packs a project into one file: its database and the files of its items. It is written into a hidden folder beside the target, and gets its
 * name when it is whole and on disk.
 * @param writeDatabase writes the database that is packed, in which the images are found, to the path that it is given
 * @throws {AppError} pack.*, folder.notFound @throws {CancelledError}
 */
export async function packDatabase(
  request: PackRequest,
  writeDatabase: (file: string) => void,
  look: Look,
): Promise<PackResult> {
  const target = checkTarget(request.target);
  let half: string | null = null;
  try {
    removeLeftHalves(target);
    half = makeHalfFolder(target);
    const { archive, files, missing } = await packInto(half, request, writeDatabase, look);
    look(files, files);
    const { size: bytes } = statSync(archive);
    renameSync(archive, target);
    await syncNames(path.dirname(target));
    return { file: target, files, bytes, missing: { total: missing.length, first: missing.slice(0, namedAtMost) } };
  } catch (error) {
    throw toPackError(error);
  } finally {
    if (half !== null) rmSync(half, { recursive: true, force: true });
  }
}
