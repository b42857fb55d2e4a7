import type { Change } from '../change/change.ts';
import { emptyChange } from '../change/emptyChange.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Stage } from '../model/item.ts';

/**
 * The stage after an edit. The first one starts the work, also on what was set aside or sent back. A finished item stays
 * finished when a label of it is mended; but what was approved are the labels as they were: it waits for review again.
 */
const stageAfterEdit: Readonly<Record<Stage, Stage>> = {
  new: 'in progress',
  skipped: 'in progress',
  returned: 'in progress',
  'in progress': 'in progress',
  labeled: 'labeled',
  approved: 'labeled',
};

/** A change of a person's making: carries the stage along. */
export function editChange(
  document: ItemDocument,
  diffs: { annotations?: Partial<Change['annotations']>; decisions?: Partial<Change['decisions']> },
  stage: Stage = stageAfterEdit[document.item.stage],
): Change {
  const before = document.item.stage;
  return {
    annotations: { ...emptyChange.annotations, ...diffs.annotations },
    decisions: { ...emptyChange.decisions, ...diffs.decisions },
    stage: stage === before ? null : [before, stage],
  };
}
