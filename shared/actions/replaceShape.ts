import type { Change } from '../change/change.ts';
import { squashChanges } from '../change/squashChanges.ts';
import type { AnnotationId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { applyChange } from '../change/applyChange.ts';
import { addAnnotations } from './addAnnotation.ts';
import type { NewId } from './decide.ts';
import type { AttributeValues } from '../model/attributes.ts';
import { deleteAnnotations } from './deleteAnnotations.ts';
import { withAttributes } from './setAttribute.ts';
import { reshape } from './updateAnnotations.ts';

/**
 * Gives an annotation the shapes that became of it: the first is its own, further ones become annotations of its class,
 * and when there is none it is deleted. `swallowed` are annotations that became part of it, and go; `attributes` are the
 * values of them that it takes over where it has none of its own.
 */
export function replaceShape(
  document: ItemDocument,
  id: AnnotationId,
  shapes: readonly Shape[],
  {
    newId,
    swallowed = [],
    attributes: taken = {},
  }: { newId: NewId; swallowed?: readonly AnnotationId[]; attributes?: AttributeValues },
): Change {
  const [own, ...parts] = shapes;
  const target = document.annotations.find((one) => one.id === id);
  const goes = own ? swallowed : [...swallowed, id];
  const gone = deleteAnnotations(document, goes);
  const kept = applyChange(document, gone);
  const { classId, attributes, groupId } = target ?? {};
  const drawn =
    classId === undefined
      ? []
      : parts.map((shape) => ({ id: newId() as AnnotationId, classId, shape, attributes, groupId }));
  const added = addAnnotations(kept, drawn);
  const reshaped = own ? reshape(kept, new Map([[id, own]])) : addAnnotations(kept, []);
  const updated = reshaped.annotations.updated.map(
    ([from, to]) => [from, withAttributes(to, { ...taken, ...to.attributes })] as const,
  );
  const whole = { ...reshaped, annotations: { ...reshaped.annotations, updated } };
  return squashChanges(gone, squashChanges(added, whole));
}
