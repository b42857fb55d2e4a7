import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { LabelChooser } from './chooseLabels.ts';

/** The classes of a project, in order: how many labels an export found of them, and as what it has these. */
export const describeClasses = (
  known: readonly LabelClass[],
  { counts, plan }: LabelChooser,
): EngineOutput<'exports.preview'>['classes'] =>
  known.map(({ id, name }) => ({
    ...{ name, labels: counts.get(id) ?? 0 },
    writtenAs: plan.writtenAs.get(id)?.name ?? null,
  }));
