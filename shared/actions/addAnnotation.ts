import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { AnnotationId, ClassId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { editChange } from './editChange.ts';

/** Above everything that is there. */
export function nextZ({ annotations }: ItemDocument): number {
  return annotations.reduce((highest, { z }) => Math.max(highest, z), -1) + 1;
}

/** What a person drew. */
export function addAnnotation(
  document: ItemDocument,
  input: { id: AnnotationId; classId: ClassId; shape: Shape },
): Change {
  const drawn: Annotation = { ...input, source: 'person', predictionId: null, score: null, z: nextZ(document) };
  return editChange(document, { annotations: { added: [drawn] } });
}
