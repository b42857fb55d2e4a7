import { assertExists } from '../base/assert.ts';
import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { Decision, DecisionKind } from '../model/decision.ts';
import type { AttributeValues } from '../model/attributes.ts';
import type { AnnotationId, ClassId, DecisionId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Prediction } from '../model/prediction.ts';
import { fitJoints } from '../model/fitJoints.ts';
import type { Skeleton } from '../model/skeleton.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import { nextZ } from './addAnnotation.ts';
import { editChange } from './editChange.ts';

/** Makes ids of new records; injected, so that this stays pure. */
export type NewId = () => string;

/** What objects of a class have from the start. */
export type DefaultsOf = (classId: ClassId) => AttributeValues | undefined;

/** The joints of a class: what a model calls otherwise becomes them. */
export type SkeletonOf = (classId: ClassId) => Skeleton | undefined;

interface Choice {
  readonly newId: NewId;
  readonly durationMs: number;
  readonly defaultsOf?: DefaultsOf;
  readonly skeletonOf?: SkeletonOf;
}

/** What still waits for a person, from the least to the most confident. */
export function openProposals({ predictions, decisions }: ItemDocument): Prediction[] {
  const decided = new Set(decisions.map(({ predictionId }) => predictionId));
  return predictions.filter(({ id }) => !decided.has(id)).sort((a, b) => a.score - b.score || a.id - b.id);
}

/** What a person did with a prediction, with a copy of it. */
export function decisionOf(
  document: ItemDocument,
  { id, runId, className, score, shape }: Prediction,
  outcome: { decisionId: DecisionId; kind: DecisionKind; annotationId: AnnotationId | null; durationMs: number },
): Decision {
  const { decisionId, kind, annotationId, durationMs } = outcome;
  const modelSha256 = assertExists(document.modelSha256, 'a document with predictions knows their model');
  return {
    id: decisionId,
    kind,
    predictionId: id,
    runId,
    modelSha256,
    className,
    score,
    shape,
    annotationId,
    durationMs,
  };
}

interface Taken {
  readonly annotation: Annotation;
  readonly decision: Decision;
}

function take(
  document: ItemDocument,
  proposal: Prediction,
  input: Choice & { kind: DecisionKind; classId: ClassId; shape: Shape; z: number },
): Taken {
  const { kind, classId, z, newId, durationMs } = input;
  const annotationId = newId() as AnnotationId;
  const decisionId = newId() as DecisionId;
  const attributes = input.defaultsOf?.(classId);
  return {
    annotation: {
      id: annotationId,
      classId,
      shape: fitJoints(input.shape, input.skeletonOf?.(classId)),
      source: 'prediction',
      predictionId: proposal.id,
      score: proposal.score,
      z,
      ...(attributes ? { attributes } : {}),
    },
    decision: decisionOf(document, proposal, { decisionId, kind, annotationId, durationMs }),
  };
}

/** The proposal is right as it is. */
export function acceptProposal(
  document: ItemDocument,
  proposal: Prediction,
  input: Choice & { classId: ClassId },
): Change {
  const whole = { ...input, kind: 'accepted' as const, shape: proposal.shape, z: nextZ(document) };
  const { annotation, decision } = take(document, proposal, whole);
  return editChange(document, { annotations: { added: [annotation] }, decisions: { added: [decision] } });
}

/** The object is there, but its class or its shape was wrong. */
export function correctProposal(
  document: ItemDocument,
  proposal: Prediction,
  input: Choice & { classId: ClassId; shape: Shape },
): Change {
  const { annotation, decision } = take(document, proposal, { ...input, kind: 'corrected', z: nextZ(document) });
  return editChange(document, { annotations: { added: [annotation] }, decisions: { added: [decision] } });
}

/** There is no such object. */
export function rejectProposal(
  document: ItemDocument,
  proposal: Prediction,
  input: { newId: NewId; durationMs: number },
): Change {
  const { newId, durationMs } = input;
  const decisionId = newId() as DecisionId;
  const decision = decisionOf(document, proposal, { decisionId, kind: 'rejected', annotationId: null, durationMs });
  return editChange(document, { decisions: { added: [decision] } });
}

/**
 * Everything that still waits is right, and the item is done, or not yet with `isDone: false`. Proposals whose class
 * isn't in the project stay open.
 */
export function acceptRest(document: ItemDocument, input: Choice & { isDone?: boolean }): Change {
  const first = nextZ(document);
  const taken = openProposals(document).flatMap((proposal, index): Taken[] => {
    const { classId, shape } = proposal;
    if (classId === null) return [];
    return [take(document, proposal, { ...input, kind: 'accepted', classId, shape, z: first + index })];
  });
  const annotations = { added: taken.map(({ annotation }) => annotation) };
  const decisions = { added: taken.map(({ decision }) => decision) };
  return editChange(document, { annotations, decisions }, input.isDone === false ? undefined : 'labeled');
}

/**
 * The newest decision, or the one behind an annotation, is taken back: the proposal is open again. An annotation that was
 * there before the decision, and only took shape or class of the prediction, stays.
 */
export function undecide(document: ItemDocument, decision: Decision): Change {
  const removed = document.annotations.filter(
    ({ id, predictionId }) => id === decision.annotationId && predictionId === decision.predictionId,
  );
  const gone = new Set(removed.map(({ id }) => id));
  // What another model said of the same label has no label any more.
  const updated = document.decisions
    .filter(({ id, annotationId }) => id !== decision.id && annotationId !== null && gone.has(annotationId))
    .map((from): readonly [Decision, Decision] => [from, { ...from, kind: 'rejected', annotationId: null }]);
  return editChange(document, { annotations: { removed }, decisions: { removed: [decision], updated } });
}

/** The item is done, or set aside for later. */
export function finishItem(document: ItemDocument, stage: 'labeled' | 'skipped'): Change {
  return editChange(document, {}, stage);
}
