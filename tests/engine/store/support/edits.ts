import { randomUUID } from 'node:crypto';
import type { Change } from '#shared/change/change.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { Decision, DecisionKind } from '#shared/model/decision.ts';
import type { AnnotationId, ClassId, DecisionId } from '#shared/model/ids.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import { modelSha256 } from './fillProject.ts';

export function makeAnnotation(part: Partial<Annotation> = {}): Annotation {
  return {
    id: randomUUID() as AnnotationId,
    classId: 1 as ClassId,
    shape: { kind: 'box', box: [1, 2, 30, 40] },
    source: 'person',
    predictionId: null,
    score: null,
    z: 0,
    ...part,
  };
}

export function makeDecision(
  { id, runId, className, score, shape }: Prediction,
  part: Partial<Decision> = {},
): Decision {
  return {
    id: randomUUID() as DecisionId,
    kind: 'rejected',
    predictionId: id,
    runId,
    modelSha256,
    className,
    score,
    shape,
    annotationId: null,
    durationMs: 400,
    ...part,
  };
}

interface Parts {
  readonly annotations?: Partial<Change['annotations']>;
  readonly decisions?: Partial<Change['decisions']>;
  readonly stage?: Change['stage'];
}

export function makeChange({ annotations, decisions, stage = null }: Parts): Change {
  return {
    annotations: { ...emptyChange.annotations, ...annotations },
    decisions: { ...emptyChange.decisions, ...decisions },
    stage,
  };
}

/** A person takes a prediction as it is, or only so far as to say that it is none. */
export function decide(prediction: Prediction, kind: DecisionKind, part: Partial<Decision> = {}): Change {
  if (kind === 'rejected') return makeChange({ decisions: { added: [makeDecision(prediction, part)] } });
  const { id, classId, shape, score } = prediction;
  const annotation = makeAnnotation({
    classId: classId ?? (1 as ClassId),
    shape,
    source: 'prediction',
    predictionId: id,
    score,
  });
  const decision = makeDecision(prediction, { ...part, kind, annotationId: annotation.id });
  return makeChange({ annotations: { added: [annotation] }, decisions: { added: [decision] } });
}
