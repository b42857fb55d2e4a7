import type { Emit } from '#shared/formats/format.ts';
import { delimitedLine } from '#shared/formats/parts/delimited.ts';
import type { LabelLoss } from './chooseLabels.ts';
import { exportExtras } from './exportFiles.ts';

/** Writes each loss as it comes up: which label of which item, why, and what of it. */
export function listLosses(emit: Emit): (loss: LabelLoss) => void {
  let isEmpty = true;
  return ({ row, label, reason, name }) => {
    if (isEmpty)
      emit(exportExtras.losses, delimitedLine(['image', 'item', 'label', 'class', 'shape', 'reason', 'name'], ','));
    isEmpty = false;
    const ofLabel = label ? [label.id, label.className, label.shape.kind] : ['', '', ''];
    const image = row.frameCount > 1 ? `${row.path}#${row.frame + 1}` : row.path;
    emit(exportExtras.losses, delimitedLine([image, row.id, ...ofLabel, reason, name], ','));
  };
}
