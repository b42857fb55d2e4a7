import { z } from 'zod';
import { attributeValuesSchema } from './attributes.ts';
import { shapeSchema } from '../shapes/shapeRegistry.ts';
import type { AnnotationId, ClassId, GroupId, PredictionId } from './ids.ts';

/** A person's (or an import's) label. */
export const annotationSchema = z
  .object({
    id: z.uuid().transform((id) => id as AnnotationId),
    classId: z.int().transform((id) => id as ClassId),
    shape: shapeSchema,
    /** Where it came from: drawn by a person, accepted or corrected from a prediction, or imported. */
    source: z.enum(['person', 'prediction', 'import']),
    /** The prediction it came from; null when a person drew it. */
    predictionId: z
      .int()
      .nullable()
      .transform((id) => id as PredictionId | null),
    /** Score of that prediction, 0..1. */
    score: z.number().min(0).max(1).nullable(),
    /** Draw order: higher is nearer to the eye. */
    z: z.int(),
    /** Absent: none. */
    attributes: attributeValuesSchema.optional(),
    /** What belongs together has the same; absent: it stands alone. */
    groupId: z
      .uuid()
      .transform((id) => id as GroupId)
      .optional(),
  })
  .readonly();

export type Annotation = z.infer<typeof annotationSchema>;
