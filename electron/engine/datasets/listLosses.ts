import type { Emit } from '#shared/formats/format.ts';
import { delimitedLine } from '#shared/formats/parts/delimited.ts';
import type { LabelLoss } from './chooseLabels.ts';
import { exportExtras } from './exportFiles.ts';
import { frameReference } from './frameName.ts';

/** Writes each loss as it comes up: which label of which item, why, and what of it. @param namesImages false: names may tell whose they are */
export function listLosses(emit: Emit, namesImages: boolean): (loss: LabelLoss) => void {
  let isEmpty = true;
  return ({ row, label, reason, name }) => {
    if (isEmpty)
      emit(exportExtras.losses, delimitedLine(['image', 'item', 'label', 'class', 'shape', 'reason', 'name'], ','));
    isEmpty = false;
    const ofLabel = label ? [label.id, label.className, label.shape.kind] : ['', '', ''];
    const image = namesImages ? frameReference(row.path, row) : '';
    emit(exportExtras.losses, delimitedLine([image, row.id, ...ofLabel, reason, name], ','));
  };
}
