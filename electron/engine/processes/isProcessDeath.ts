import { AppError } from '#shared/contract/errors.ts';

/** Whether a call failed because its process ended, by itself or because it didn't answer in time. */
export function isProcessDeath(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'process.crashed' || error.code === 'process.notResponding');
}
