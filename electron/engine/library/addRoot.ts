import { realpath } from 'node:fs/promises';
import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { addRootRow, listRootRows } from '../db/roots.ts';
import type { RootRow } from '../db/roots.ts';
import { assertReadableFolder, isInside } from './rootFolder.ts';

/** Makes a folder a root of the project. @throws {AppError} folder.* */
export async function addRoot(
  writer: { readonly db: Database; readonly actor: string },
  folder: string,
): Promise<RootRow> {
  await assertReadableFolder(folder);
  const absolute = await realpath(folder);
  if (listRootRows(writer.db).some((root) => isInside(absolute, root.path) || isInside(root.path, absolute))) {
    throw new AppError('folder.nested', { path: absolute });
  }
  return { id: addRootRow(writer, absolute), path: absolute, itemCount: 0 };
}
