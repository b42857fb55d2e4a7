import type { Change } from '../change/change.ts';
import { applyChange } from '../change/applyChange.ts';
import { squashChanges } from '../change/squashChanges.ts';
import type { Annotation } from '../model/annotation.ts';
import type { AnnotationId, ClassId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import { addAnnotation } from './addAnnotation.ts';
import type { NewId } from './decide.ts';
import { deleteAnnotations } from './deleteAnnotations.ts';

/** The labels that are a class of the whole item. */
export const wholeLabels = ({ annotations }: ItemDocument): Annotation[] =>
  annotations.filter(({ shape }) => shape.kind === 'whole');

/**
 * Gives the whole item a class, or takes it away when it has it already.
 * @param isSeveral whether it may have other classes beside; else they go
 */
export function classifyItem(
  document: ItemDocument,
  classId: ClassId,
  { isSeveral, newId }: { isSeveral: boolean; newId: NewId },
): Change {
  const labels = wholeLabels(document);
  const same = labels.filter((label) => label.classId === classId).map(({ id }) => id);
  if (same.length > 0) return deleteAnnotations(document, same);
  const others = isSeveral ? [] : labels.map(({ id }) => id);
  const gone = deleteAnnotations(document, others);
  const added = addAnnotation(applyChange(document, gone), {
    id: newId() as AnnotationId,
    classId,
    shape: { kind: 'whole' },
  });
  return squashChanges(gone, added);
}
