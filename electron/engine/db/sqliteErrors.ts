import { AppError } from '#shared/contract/errors.ts';

interface SqliteError extends Error {
  readonly code: string;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && error.name === 'SqliteError' && 'code' in error;
}

/** SQLite's complaint in our words; anything else as it is. */
export function fromSqliteError(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const { code, message } = error;
  if (code.startsWith('SQLITE_FULL')) return new AppError('store.diskFull', {}, { cause: error });
  // BUSY: a program that is none of ours holds the file. CANTOPEN: the disk or the folder is gone.
  if (/^SQLITE_(IOERR|BUSY|CANTOPEN|PROTOCOL|NOLFS)/.test(code)) {
    return new AppError('store.ioFailed', { reason: message }, { cause: error });
  }
  if (code.startsWith('SQLITE_READONLY'))
    return new AppError('project.readOnly', { reason: message }, { cause: error });
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return new AppError('project.damaged', { reason: message }, { cause: error });
  return error;
}

/** Runs `work`; what SQLite throws becomes an AppError where a person can do something about it. */
export function withSqliteErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromSqliteError(error);
  }
}
