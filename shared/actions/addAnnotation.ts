import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { AttributeValues } from '../model/attributes.ts';
import type { AnnotationId, ClassId, GroupId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { editChange } from './editChange.ts';

/** Above everything that is there. */
export function nextZ({ annotations }: ItemDocument): number {
  return annotations.reduce((highest, { z }) => Math.max(highest, z), -1) + 1;
}

export interface Drawn {
  readonly id: AnnotationId;
  readonly classId: ClassId;
  readonly shape: Shape;
  readonly attributes?: AttributeValues | undefined;
  readonly groupId?: GroupId | undefined;
}

/** What a person drew, or put in from elsewhere; the last one lies on top. */
export function addAnnotations(document: ItemDocument, drawn: readonly Drawn[]): Change {
  const first = nextZ(document);
  const added = drawn.map(({ attributes, groupId, ...one }, at): Annotation => ({
    ...one,
    ...(attributes ? { attributes } : {}),
    ...(groupId === undefined ? {} : { groupId }),
    source: 'person',
    predictionId: null,
    score: null,
    z: first + at,
  }));
  return editChange(document, { annotations: { added } });
}

/** What a person drew. */
export function addAnnotation(document: ItemDocument, drawn: Drawn): Change {
  return addAnnotations(document, [drawn]);
}
