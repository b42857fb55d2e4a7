import { z } from 'zod';
import { shapeSchema } from '../shapes/shapeRegistry.ts';
import type { AnnotationId, DecisionId, PredictionId, RunId } from './ids.ts';

export const decisionKinds = ['accepted', 'corrected', 'rejected'] as const;

/** What a person did with a prediction. It carries a copy of it, so that deleting a run dangles nothing. */
export const decisionSchema = z
  .object({
    id: z.uuid().transform((id) => id as DecisionId),
    kind: z.enum(decisionKinds),
    predictionId: z.int().transform((id) => id as PredictionId),
    runId: z.int().transform((id) => id as RunId),
    modelSha256: z.string(),
    /** The copy. */
    className: z.string(),
    score: z.number().min(0).max(1),
    shape: shapeSchema,
    /** The annotation that came of it; null when rejected. */
    annotationId: z
      .uuid()
      .nullable()
      .transform((id) => id as AnnotationId | null),
    /** How long the person looked at it, in milliseconds. */
    durationMs: z.number().min(0),
  })
  .readonly();

export type Decision = z.infer<typeof decisionSchema>;
export type DecisionKind = (typeof decisionKinds)[number];
