import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ViewOptions } from '#models/views/planViews.ts';
import { planViews } from '#models/views/planViews.ts';
import type { RunItem } from '../db/runs.ts';
import { assertProposes } from './assertProposes.ts';

/** The models of a run: one, or those whose answers are fused. The first gives its name to what isn't fused. */
export type Committee = readonly [ModelInfo, ...ModelInfo[]];

/** In order, none of them twice. */
export const memberIds = (first: string, others: readonly string[]): string[] => [...new Set([first, ...others])];

/** Models that do the same. @throws {AppError} model.interactive, run.committeeTasks */
export function toCommittee([first, ...others]: readonly ModelInfo[]): Committee {
  if (!first) throw new AppError('internal', { reason: 'a run has a model' });
  for (const model of [first, ...others]) assertProposes(model);
  const tasks = new Set([first, ...others].map(({ card }) => card.task));
  if (tasks.size > 1) throw new AppError('run.committeeTasks', { tasks: [...tasks].join(', ') });
  return [first, ...others];
}

/** What people call it. */
export const nameOf = (committee: Committee): string => committee.map(({ name }) => name).join(' + ');

/** Each further look at an image may take so long: it has the model warm. */
const furtherViewMs = 10_000;

/** How long a committee may take for images that one look at all of each may take `itemLimitMs` for. */
export function timeLimitMs(
  committee: Committee,
  items: readonly RunItem[],
  options: ViewOptions,
  itemLimitMs: number,
): number {
  const further = items.reduce(
    (sum, { widthPx, heightPx }) => sum + countFurther(committee, widthPx, heightPx, options),
    0,
  );
  return itemLimitMs + furtherViewMs * further;
}

function countFurther(committee: Committee, width: number, height: number, options: ViewOptions): number {
  try {
    const views = committee.map(({ card }) => planViews({ width, height }, card, options).views.length);
    return views.reduce((sum, count) => sum + count, -1);
  } catch (error) {
    // Refused when its turn comes, which takes no time.
    if (error instanceof AppError && error.code === 'run.tooManyTiles') return 0;
    throw error;
  }
}
