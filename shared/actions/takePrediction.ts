import type { Change } from '../change/change.ts';
import { fitJoints } from '../model/fitJoints.ts';
import type { Annotation } from '../model/annotation.ts';
import type { ClassId, DecisionId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Prediction } from '../model/prediction.ts';
import { decisionOf } from './decide.ts';
import type { NewId, SkeletonOf, DefaultsOf } from './decide.ts';
import { relabel, reshape } from './updateAnnotations.ts';

interface Choice {
  readonly newId: NewId;
  readonly durationMs: number;
}

/** The label is the person's still, and stays when the decision is taken back. */
function withDecision(
  document: ItemDocument,
  change: Change,
  prediction: Prediction,
  outcome: Choice & { kind: 'accepted' | 'corrected'; annotation: Annotation },
): Change {
  const { newId, durationMs, kind, annotation } = outcome;
  const decision = decisionOf(document, prediction, {
    ...{ decisionId: newId() as DecisionId, kind, annotationId: annotation.id, durationMs },
  });
  return { ...change, decisions: { ...change.decisions, added: [decision] } };
}

/** A label gets the shape that a model gave the same object. */
export function takeShape(
  document: ItemDocument,
  prediction: Prediction,
  annotation: Annotation,
  input: Choice & { skeletonOf?: SkeletonOf },
): Change {
  const shape = fitJoints(prediction.shape, input.skeletonOf?.(annotation.classId));
  const change = reshape(document, new Map([[annotation.id, shape]]));
  return withDecision(document, change, prediction, { ...input, kind: 'accepted', annotation });
}

/** A label gets the class that a model gave the same object, and keeps its shape: the prediction was right in part. */
export function takeClass(
  document: ItemDocument,
  prediction: Prediction,
  annotation: Annotation,
  input: Choice & { classId: ClassId; defaultsOf?: DefaultsOf },
): Change {
  const change = relabel(document, [annotation.id], input.classId, input.defaultsOf?.(input.classId));
  return withDecision(document, change, prediction, { ...input, kind: 'corrected', annotation });
}
