import { z } from 'zod';
import { attributeDefinitionSchema } from '../../model/attributes.ts';
import type { ClassId, RunId } from '../../model/ids.ts';
import type { LabelClass } from '../../model/labelClass.ts';
import { skeletonSchema } from '../../model/skeleton.ts';
import type { Methods } from '../method.ts';
import { id, nothing, read, write } from '../method.ts';

export interface ClassMatch {
  readonly className: string;
  /** `ignore`: its predictions are not shown. null: not matched yet, the first acceptance asks. */
  readonly classId: ClassId | 'ignore' | null;
}

export const classesApi = {
  'classes.list': read<readonly LabelClass[]>()(nothing),
  'classes.create': write<LabelClass>()(
    z.object({ name: z.string().trim().min(1).max(200), color: z.string().optional() }),
  ),
  'classes.update': write<LabelClass>()(
    z.object({
      classId: id<ClassId>(),
      name: z.string().trim().min(1).max(200).optional(),
      color: z.string().optional(),
      /** All of them, in order; values that annotations have are kept whatever they become. */
      attributes: z.array(attributeDefinitionSchema).max(100).optional(),
      /** null: none; joints that annotations have are kept. */
      skeleton: skeletonSchema.nullable().optional(),
    }),
  ),
  'classes.matches': read<readonly ClassMatch[]>()(z.object({ runId: id<RunId>() })),
  /** Remembered per model: what a class of the model is in this project. */
  'classes.match': write<null>()(
    z.object({
      modelSha256: z.string(),
      className: z.string(),
      classId: z.union([id<ClassId>(), z.literal('ignore')]),
    }),
  ),
} as const satisfies Methods;
