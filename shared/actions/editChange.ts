import type { Change } from '../change/change.ts';
import { emptyChange } from '../change/emptyChange.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Stage } from '../model/item.ts';

/** The stage after an edit: the first one starts the work, and a reviewed item that is edited is in work again. */
function stageAfterEdit(stage: Stage): Stage {
  return stage === 'new' || stage === 'skipped' ? 'in progress' : stage;
}

/** A change of a person's making: carries the stage along. */
export function editChange(
  document: ItemDocument,
  diffs: { annotations?: Partial<Change['annotations']>; decisions?: Partial<Change['decisions']> },
  stage: Stage = stageAfterEdit(document.item.stage),
): Change {
  const before = document.item.stage;
  return {
    annotations: { ...emptyChange.annotations, ...diffs.annotations },
    decisions: { ...emptyChange.decisions, ...diffs.decisions },
    stage: stage === before ? null : [before, stage],
  };
}
