import type { CommandId } from '#shared/commands/commandRegistry.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { Prediction } from '#shared/model/prediction.ts';

/** A class that the model thought of next. */
export interface RunnerUp {
  /** As the model calls it. */
  readonly className: string;
  /** As the project does, else the model. */
  readonly name: string;
  /** null: not matched yet; taking it asks. */
  readonly classId: ClassId | null;
  /** 0..1 */
  readonly score: number;
}

/** One key each; more than these nobody takes by a key. */
export const runnerUpCommands = [
  'review.runnerUp1',
  'review.runnerUp2',
  'review.runnerUp3',
] as const satisfies readonly CommandId[];

/** What a proposal could be instead, the likeliest first; ignored classes left out. */
export function listRunnerUps(
  { scoredClasses = {} }: Pick<ItemDocument, 'scoredClasses'>,
  { className: own, scores }: Prediction,
  classes: readonly LabelClass[],
): RunnerUp[] {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  return (scores?.top ?? [])
    .flatMap(([className, score]): RunnerUp[] => {
      const classId = scoredClasses[className];
      if (className === own || classId === undefined) return [];
      const name = (classId !== null && names.get(classId)) || className;
      return [{ className, name, classId, score }];
    })
    .slice(0, runnerUpCommands.length);
}
