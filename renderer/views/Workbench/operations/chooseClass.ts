import { relabel } from '#shared/actions/updateAnnotations.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';
import { correct } from './reviewing.ts';

/** The class of what is selected, else of what is drawn next. */
export function chooseClass(bench: WorkbenchState, classId: ClassId): void {
  const { current, correction, document } = bench;
  if (!document) return;
  if (current?.proposal) {
    if (correction) bench.correction = { ...correction, classId };
    else correct(bench, current.proposal, current.shape, classId);
    return;
  }
  const ids = bench.selectedAnnotations();
  if (ids.length === 0) bench.armedClassId = classId;
  else bench.apply(relabel(document, ids, classId), 'Change class');
}
