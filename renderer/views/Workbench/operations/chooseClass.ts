import { editLabel } from '#shared/text/editLabel.ts';
import { classifyItem } from '#shared/actions/classifyItem.ts';
import { relabel } from '#shared/actions/updateAnnotations.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';
import { correct } from './reviewing.ts';

/** With the tool for whole images the class of the image, else that of what is selected, else of what is drawn next. */
export function chooseClass(bench: WorkbenchState, classId: ClassId): void {
  const { current, correction, document } = bench;
  if (!document) return;
  if (bench.toolId === 'whole') {
    const change = classifyItem(document, classId, { isSeveral: bench.isSeveral, newId: () => crypto.randomUUID() });
    bench.apply(change, editLabel('classify'));
    return;
  }
  if (current?.proposal) {
    if (correction) bench.correction = { ...correction, classId };
    else correct(bench, current.proposal, current.shape, classId);
    return;
  }
  if (bench.refuseLocked()) return;
  const ids = bench.selectedAnnotations();
  // Whoever is drawing and names what was just drawn goes on with that class.
  if (ids.length === 0 || bench.toolId !== 'select') bench.armedClassId = classId;
  if (ids.length > 0) bench.apply(relabel(document, ids, classId, bench.defaultsOf(classId)), editLabel('changeClass'));
}
