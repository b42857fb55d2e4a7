import { AppError } from '#shared/contract/errors.ts';
import { fromSqliteError } from '../db/sqliteErrors.ts';

/** What went wrong while a packed project was written or read, in words of its own; bugs stay what they are. */
export function toPackError(thrown: unknown): unknown {
  const error = fromSqliteError(thrown);
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('pack.diskFull', {}, { cause: error });
  // Errors of the system have a call; those of Node's own checks are bugs.
  if (code === undefined || !('syscall' in error)) return error;
  return new AppError('pack.failed', { reason: message }, { cause: error });
}
