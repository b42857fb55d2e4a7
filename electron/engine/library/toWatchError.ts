import { AppError } from '#shared/contract/errors.ts';

/** ENOSPC is what inotify says when its limit of watches is reached, EMFILE that of instances or open files. */
const limits = new Set(['ENOSPC', 'EMFILE', 'ENFILE']);

export function toWatchError(
  path: string,
  { code, reason }: { readonly code: string | null; readonly reason: string },
): AppError {
  return code !== null && limits.has(code)
    ? new AppError('folder.watchLimit', { path })
    : new AppError('folder.notWatched', { path, reason });
}
