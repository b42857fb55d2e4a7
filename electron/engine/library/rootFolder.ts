import { access, constants, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';

/** @throws {AppError} folder.notFound, folder.notAFolder, folder.noPermission, folder.unreachable */
export async function assertReadableFolder(folder: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new AppError('folder.notAFolder', { path: folder });
    await access(folder, constants.R_OK | constants.X_OK);
    await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AppError('folder.notFound', { path: folder }, { cause: error });
    if (code === 'ENOTDIR') throw new AppError('folder.notAFolder', { path: folder }, { cause: error });
    if (code === 'EACCES' || code === 'EPERM')
      throw new AppError('folder.noPermission', { path: folder }, { cause: error });
    // A share that is gone (ESTALE, ENOTCONN, EHOSTDOWN), a disk that fails (EIO), ...
    if (code !== undefined && !(error instanceof AppError))
      throw new AppError('folder.unreachable', { path: folder, reason: code }, { cause: error });
    throw error;
  }
}

/** Whether a path is a folder itself or lies anywhere in it. Both absolute and real. */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative));
}
