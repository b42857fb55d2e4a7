import type { Change } from '../change/change.ts';
import type { Decision } from '../model/decision.ts';
import type { AnnotationId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import { editChange } from './editChange.ts';

/**
 * Deletes annotations. One that came from a proposal turns its decision into a rejection: the proposal doesn't come
 * back to be decided again, and what was thought of the model's output stays true.
 */
export function deleteAnnotations(document: ItemDocument, ids: readonly AnnotationId[]): Change {
  const removed = document.annotations.filter(({ id }) => ids.includes(id));
  const updated = document.decisions
    .filter(({ annotationId }) => annotationId !== null && ids.includes(annotationId))
    .map((from): readonly [Decision, Decision] => [from, { ...from, kind: 'rejected', annotationId: null }]);
  return editChange(document, { annotations: { removed }, decisions: { updated } });
}
