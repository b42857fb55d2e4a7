import { AppError } from '#shared/contract/errors.ts';

/** The end of an inference process, told by the model and the image that it was at work on. */
export function explainDeath(death: AppError, model: string, item: string, limitMs: number): AppError {
  const code = death.code === 'process.crashed' ? 'model.crashed' : 'model.timeout';
  return new AppError(code, { model, item, seconds: limitMs / 1000 }, { cause: death });
}
