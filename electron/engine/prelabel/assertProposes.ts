import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { AppError } from '#shared/contract/errors.ts';

/** A model that only answers to prompts has nothing to say in a run. @throws {AppError} model.interactive */
export function assertProposes({ name, card }: ModelInfo): void {
  if (card.task === 'interactive') throw new AppError('model.interactive', { name });
}
