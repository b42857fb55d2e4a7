import { z } from 'zod';
import type { ItemId, JobId, RunId } from '../../model/ids.ts';
import { stageSchema } from '../../model/item.ts';
import { devices } from '../../model/run.ts';
import type { Run } from '../../model/run.ts';
import { runOptionsSchema } from '../../model/runOptions.ts';
import type { ItemDifferences, RunComparison } from '../comparison.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Job } from '../job.ts';
import type { Methods } from '../method.ts';
import { act, classThresholds, id, jobId, nothing, read, score, write } from '../method.ts';

/** An item that a run could not do. */
export interface RunFailure {
  readonly itemId: ItemId;
  /** Relative to its root. */
  readonly path: string;
  readonly error: ErrorRecord;
}

/** A run, and from which overlap a prediction agrees with a label. */
const comparedRun = { runId: id<RunId>(), overlap: z.number().min(0.15).max(1).default(0.5) };

export const runsApi = {
  'runs.list': read<readonly Run[]>()(nothing),
  'runs.start': write<{ runId: RunId; jobId: JobId }>()(
    z.object({
      /** A model of the project or the builtin one, by sha256. */
      modelSha256: z.string(),
      scoreThreshold: score.optional(),
      iouThreshold: score.optional(),
      classThresholds: classThresholds.default({}),
      options: runOptionsSchema.prefault({}),
      device: z.enum(devices).default('auto'),
      limit: z.int().positive().optional(),
      /** Only images that this query finds when the run begins. */
      where: z.string().max(10_000).optional(),
    }),
  ),
  /** The items that a run could not do, and why, in path order. */
  'runs.failures': read<{ total: number; failures: readonly RunFailure[] }>()(
    z.object({ runId: id<RunId>(), offset: z.int().min(0), limit: z.int().min(1).max(1000) }),
  ),
  /**
   * What a run predicted against the labels: differences by kind and class, precision and recall at the run's thresholds,
   * COCO's average precision, and the items that differ in what nobody has decided yet. Nothing is changed.
   */
  'runs.compare': read<RunComparison>()(
    z.object({
      ...comparedRun,
      /** Default: labeled and approved, so that what nobody has looked at is no difference. */
      stages: z.array(stageSchema).min(1).default(['labeled', 'approved']),
      offset: z.int().min(0).default(0),
      limit: z.int().min(0).max(1000).default(100),
    }),
  ),
  /** The differences of one item, also of one that is not labeled yet. */
  'runs.differences': read<ItemDifferences>()(z.object({ ...comparedRun, itemId: id<ItemId>() })),
  /** Goes on with the items that are not done, and tries those again that failed. */
  'runs.resume': write<{ runId: RunId; jobId: JobId }>()(z.object({ runId: id<RunId>() })),
  'runs.activate': write<null>()(z.object({ runId: id<RunId>() })),
  'runs.delete': write<null>()(z.object({ runId: id<RunId>() })),

  'jobs.list': read<readonly Job[]>()(nothing),
  'jobs.cancel': act<null>()(z.object({ jobId })),
} as const satisfies Methods;
