import { errors, hints } from '../text/en/errors.ts';
import { fillIn } from '../text/fillIn.ts';

export type ErrorCode = keyof typeof errors;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error as it crosses a boundary. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly details: ErrorDetails;
  readonly stack?: string | undefined;
  readonly cause?: string | undefined;
}

/** A failure of the world: disk full, folder gone, model broken. Shown as one sentence and what to do. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fillIn(errors[code], details), options);
    this.code = code;
    this.details = details;
  }

  get hint(): string | null {
    const template = (hints as Partial<Record<ErrorCode, string>>)[this.code];
    return template === undefined ? null : fillIn(template, this.details);
  }
}

/** The user asked to stop. Never logged as an error, never shown. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('cancelled');
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errors, code);
}

/** Any thrown thing as a record that can cross a process boundary. What is not an AppError becomes `internal`. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof AppError) {
    const { code, message, hint, details, stack } = error;
    return {
      code,
      message,
      hint,
      details,
      stack,
      cause: error.cause instanceof Error ? error.cause.message : undefined,
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  const { code, message, hint, details } = new AppError('internal', { reason });
  return { code, message, hint, details, stack: error instanceof Error ? error.stack : undefined };
}

/** The AppError that a record came from. */
export function fromErrorRecord(record: ErrorRecord): AppError {
  const error = new AppError(isErrorCode(record.code) ? record.code : 'internal', record.details);
  if (record.stack !== undefined) error.stack = record.stack;
  return error;
}
