import type { Annotation } from '#shared/model/annotation.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { fitJoints } from '#shared/model/fitJoints.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** A row of the object list: a label, or a proposal that still waits. */
export interface WorkObject {
  readonly id: string;
  readonly annotation: Annotation | null;
  readonly proposal: Prediction | null;
  readonly classId: ClassId | null;
  readonly className: string;
  readonly score: number | null;
  readonly shape: Shape;
  /** Of keypoints: their class's, or, of a proposal whose class has none yet, the model's. */
  readonly skeleton: Skeleton | undefined;
  readonly state: 'proposal' | 'accepted' | 'corrected' | 'drawn';
}

export const proposalKey = ({ id }: Pick<Prediction, 'id'>): string => `proposal-${id}`;

/** The open proposals as they are walked, then the labels. */
export function listWorkObjects(
  document: ItemDocument,
  proposed: readonly Prediction[],
  classes: readonly LabelClass[],
): WorkObject[] {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  const kinds = new Map(document.decisions.map(({ annotationId, kind }) => [annotationId, kind]));
  const skeletons = new Map(classes.map(({ id, skeleton }) => [id, skeleton]));
  const open = proposed.map((proposal): WorkObject => {
    const { classId, className, score } = proposal;
    const skeleton = classId === null ? undefined : skeletons.get(classId);
    const shape = fitJoints(proposal.shape, skeleton);
    const name = classId === null ? className : (names.get(classId) ?? className);
    return {
      id: proposalKey(proposal),
      annotation: null,
      proposal,
      classId,
      className: name,
      score,
      shape,
      skeleton: skeleton ?? document.modelSkeleton,
      state: 'proposal',
    };
  });
  const labels = document.annotations.map((annotation): WorkObject => {
    const { id, classId, score, shape } = annotation;
    const kind = kinds.get(id);
    const state = kind === 'corrected' ? 'corrected' : kind === 'accepted' ? 'accepted' : 'drawn';
    const [className, skeleton] = [names.get(classId) ?? '?', skeletons.get(classId)];
    return { id, annotation, proposal: null, classId, className, score, shape, skeleton, state };
  });
  return [...open, ...labels];
}

/** From the bottom to the top, as they are painted and pointed at; proposals lie below the labels. */
export function stackObjects(objects: readonly WorkObject[]): readonly WorkObject[] {
  const heightOf = ({ annotation }: WorkObject): number => annotation?.z ?? -Infinity;
  const isSorted = objects.every((one, at) => at === 0 || heightOf(objects[at - 1] ?? one) <= heightOf(one));
  if (isSorted) return objects;
  // Both may be -Infinity, whose difference is no number.
  return objects.toSorted((a, b) => (heightOf(a) === heightOf(b) ? 0 : heightOf(a) - heightOf(b)));
}
