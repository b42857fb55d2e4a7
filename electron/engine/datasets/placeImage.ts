import { constants, copyFileSync, linkSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';

const cannotLink = ['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'];

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function tryLink(source: string, target: string): boolean {
  try {
    // The picture itself: a second name of a symbolic link would lead from the export to nowhere.
    linkSync(realpathSync(source), target);
    return true;
  } catch (error) {
    // Another disk, or a file system without links: a copy serves as well.
    if (cannotLink.includes(codeOf(error))) return false;
    throw error;
  }
}

/**
 * Puts a picture into an export.
 * @throws {AppError} export.imageUnreadable
 */
export function placeImage(source: string, target: string, how: 'copy' | 'link'): void {
  mkdirSync(path.dirname(target), { recursive: true });
  try {
    if (how === 'link' && tryLink(source, target)) return;
    copyFileSync(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EIO', 'EISDIR'].includes(codeOf(error)))
      throw new AppError('export.imageUnreadable', { path: source }, { cause: error });
    throw error;
  }
}
