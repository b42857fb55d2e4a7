import { z } from 'zod';
import { annotationSchema } from '../model/annotation.ts';
import { decisionSchema } from '../model/decision.ts';
import { stageSchema } from '../model/item.ts';

/** A difference between two states of records of one kind. */
export function diffSchema<Schema extends z.ZodType>(record: Schema) {
  return z
    .object({
      added: z.array(record).readonly(),
      /** Pairs of [from, to] with the same id. */
      updated: z.array(z.tuple([record, record]).readonly()).readonly(),
      removed: z.array(record).readonly(),
    })
    .readonly();
}

/** What changed in one item's document; complete in both directions, so that it can be inverted. */
export const changeSchema = z
  .object({
    annotations: diffSchema(annotationSchema),
    decisions: diffSchema(decisionSchema),
    /** [from, to], or null when the stage stays. */
    stage: z.tuple([stageSchema, stageSchema]).readonly().nullable(),
  })
  .readonly();

export type Change = z.infer<typeof changeSchema>;

export interface RecordDiff<Row> {
  readonly added: readonly Row[];
  readonly updated: readonly (readonly [Row, Row])[];
  readonly removed: readonly Row[];
}
