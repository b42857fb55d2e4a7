import { AppError } from '#shared/contract/errors.ts';

/** What went wrong while an export was written, in words of its own; bugs stay what they are. */
export function toExportError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, message, path } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('export.diskFull', {}, { cause: error });
  if (code === 'ENOTEMPTY' || code === 'EEXIST')
    return new AppError('export.targetExists', { path: path ?? '' }, { cause: error });
  return new AppError('export.failed', { reason: message }, { cause: error });
}
