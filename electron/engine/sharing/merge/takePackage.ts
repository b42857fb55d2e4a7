import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { inspectProject } from '../../db/inspectProject.ts';
import { migrate } from '../../db/migrate.ts';
import { migrations } from '../../db/migrations/migrations.ts';
import { setPragmas } from '../../db/openProject.ts';
import { verifyProject } from '../../db/verifyProject.ts';
import { openArchive } from '../openArchive.ts';
import { snapshotProject } from '../snapshotProject.ts';
import { readPackage } from './readPackage.ts';

function isArchive(file: string): boolean {
  const start = Buffer.alloc(2);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, 2, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.toString('latin1') === 'PK';
}

function copyProject(source: string, target: string): void {
  const db = new Database(source, { readonly: true });
  try {
    inspectProject(db, source);
  } finally {
    db.close();
  }
  snapshotProject(source, target);
}

/**
 * Makes a copy of a work package, packed or not, for a merge: brought to the newest format, and checked against its own journal, since it comes from
 * elsewhere.
 * @param target where the copy is to lie
 * @throws {AppError} merge.notAPackage, merge.damaged, pack.*, project.*
 */
export async function takePackage(source: string, target: string, look: () => void): Promise<void> {
  if (!statSync(source, { throwIfNoEntry: false })?.isFile()) throw new AppError('pack.notFound', { path: source });
  if (isArchive(source)) {
    const archive = await openArchive(source);
    try {
      await archive.extract(archive.database, target, look);
    } finally {
      archive.close();
    }
  } else copyProject(source, target);
  const db = new Database(target, { fileMustExist: true });
  try {
    inspectProject(db, target);
    setPragmas(db);
    migrate(db, migrations, { backup: false });
    readPackage(db);
    look();
    const { ok, differences } = verifyProject(db);
    if (!ok) throw new AppError('merge.damaged', { difference: differences[0] ?? '' });
  } finally {
    db.close();
  }
}
