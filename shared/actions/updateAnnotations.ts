import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { Decision } from '../model/decision.ts';
import type { AttributeValues } from '../model/attributes.ts';
import type { AnnotationId, ClassId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { editChange } from './editChange.ts';
import { withAttributes } from './setAttribute.ts';

/** An accepted proposal that is changed afterwards was corrected. */
function correctDecisions(document: ItemDocument, ids: ReadonlySet<AnnotationId>): (readonly [Decision, Decision])[] {
  return document.decisions
    .filter(({ kind, annotationId }) => kind === 'accepted' && annotationId !== null && ids.has(annotationId))
    .map((from) => [from, { ...from, kind: 'corrected' }]);
}

function update(document: ItemDocument, change: (annotation: Annotation) => Annotation): Change {
  const updated = document.annotations.flatMap((from): (readonly [Annotation, Annotation])[] => {
    const to = change(from);
    return to === from ? [] : [[from, to]];
  });
  const ids = new Set(updated.map(([{ id }]) => id));
  return editChange(document, { annotations: { updated }, decisions: { updated: correctDecisions(document, ids) } });
}

/**
 * Gives annotations another class. Their attributes stay, also those that the new class doesn't ask for; what it has from
 * the start is added.
 */
export function relabel(
  document: ItemDocument,
  ids: readonly AnnotationId[],
  classId: ClassId,
  defaults: AttributeValues = {},
): Change {
  return update(document, (annotation) =>
    ids.includes(annotation.id) && annotation.classId !== classId
      ? withAttributes({ ...annotation, classId }, { ...defaults, ...annotation.attributes })
      : annotation,
  );
}

/** Gives annotations other shapes: moved, resized, nudged. */
export function reshape(document: ItemDocument, shapes: ReadonlyMap<AnnotationId, Shape>): Change {
  return update(document, (annotation) => {
    const shape = shapes.get(annotation.id);
    return shape ? { ...annotation, shape } : annotation;
  });
}
