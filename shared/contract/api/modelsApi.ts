import { z } from 'zod';
import type { ItemId, JobId, ModelId } from '../../model/ids.ts';
import type { ModelCard } from '../../model/modelCard.ts';
import { devices } from '../../model/run.ts';
import { runOptionsSchema } from '../../model/runOptions.ts';
import type { SmartAnswer } from '../../model/smartAnswer.ts';
import type { ErrorRecord } from '../errors.ts';
import type { RawPrediction, StepTimes, TensorInfo } from '../inferenceApi.ts';
import type { Methods } from '../method.ts';
import { act, classThresholds, grant, id, jobId, nothing, read, score, write } from '../method.ts';

export interface ModelInfo {
  readonly id: ModelId | null;
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly card: ModelCard;
  readonly builtin: boolean;
  /** For showing only. */
  readonly path: string;
  /** Why it can't be used now, or null. */
  readonly problem: ErrorRecord | null;
}

/** What a person begins with who says how a model is fed and read. */
export interface ModelDraft {
  readonly card: ModelCard;
  /** Why the card is only a beginning; null: it can be used as it is. */
  readonly problem: ErrorRecord | null;
  /** For showing only. */
  readonly path: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly families: readonly { readonly id: string; readonly task: ModelCard['task'] }[];
}

/** What a model finds in one image. */
export interface ModelPreview {
  readonly predictions: readonly RawPrediction[];
  readonly deviceUsed: string;
  /** All zero but `postMs`: the model was not run again. */
  readonly times: StepTimes;
}

/** A model of bytes that was made of a float one, and what it is worth. Ratios and shares are of the float model. */
export interface QuantizationReport {
  /** For showing only. */
  readonly path: string;
  readonly card: ModelCard;
  /** It loses more than is let pass: it is nobody's choice by itself. */
  readonly isRefused: boolean;
  /** What is compared: the surest class of images (their share), regions (mean IoU), or objects (F1 at IoU 0.5). */
  readonly measure: 'topClass' | 'regions' | 'objects';
  /** 0..1, on images that were not calibrated on. */
  readonly agreement: number;
  readonly loss: number;
  /** Images, classes or objects that were compared. */
  readonly compared: number;
  readonly scoreDifference: number | null;
  readonly sizeBytes: number;
  readonly sizeRatio: number;
  /** More than 1: faster, on the processor, both measured now. */
  readonly speedRatio: number;
  readonly floatMs: number;
  readonly quantizedMs: number;
  readonly calibrationImages: number;
  readonly heldBackImages: number;
  /** How many of the layers with weights became bytes: where that lost too much, some stay float. */
  readonly layers: number;
  readonly layersInAll: number;
  readonly ranges: 'all' | 'leastError';
}

const pixel = z.number();

const imagePlace = z.object({ space: z.literal('image'), x: pixel, y: pixel });

/** A model file: one that was chosen, or one of the project. */
const modelSource = z.union([z.object({ file: grant }), z.object({ modelSha256: z.string().max(64) })]);

/** As a person describes it; what is wrong with it is told by the handler, in words. */
const saidCard = z.record(z.string().max(100), z.json());

export const modelsApi = {
  'models.list': read<readonly ModelInfo[]>()(nothing),
  'models.add': write<ModelInfo>()(z.object({ file: grant })),
  /** What the file tells of itself, as a card to complete: as it seems, or as a model of this family. Nothing is kept. */
  'models.draft': act<ModelDraft>()(z.object({ source: modelSource, family: z.string().max(100).optional() })),
  /** What a model would find in one image if this were its card; nothing is kept. */
  'models.tryCard': act<ModelPreview>()(
    z.object({
      source: modelSource,
      card: saidCard,
      itemId: id<ItemId>(),
      scoreThreshold: score,
      iouThreshold: score,
    }),
  ),
  /** Adds a model with this card, or gives one of the project this card. */
  'models.describe': write<ModelInfo>()(z.object({ source: modelSource, card: saidCard })),
  /**
   * What a run would find in one image; nothing is kept. The same image again with other thresholds is answered without
   * running the model again. Refused with run.busy while a run goes on.
   */
  'models.preview': act<ModelPreview>()(
    z.object({
      modelSha256: z.string(),
      itemId: id<ItemId>(),
      scoreThreshold: score,
      iouThreshold: score,
      classThresholds: classThresholds.default({}),
      options: runOptionsSchema.prefault({}),
      device: z.enum(devices).default('auto'),
    }),
  ),
  /**
   * Makes a model of bytes of a float one, calibrated on `images` of the project, and measures it on others. It is written
   * beside the model under a name that is free, or as `file`; it is not added to the project.
   */
  'models.quantize': act<{ jobId: JobId }>()(
    z.object({ modelSha256: z.string(), images: z.int().min(4).max(2000).default(100), file: grant.optional() }),
  ),
  /** What came of it; null until then. */
  'models.quantized': read<QuantizationReport | null>()(z.object({ jobId })),
  /** Adds what such a job has written. */
  'models.addQuantized': write<ModelInfo>()(z.object({ jobId })),

  /** What an interactive model takes for the object that is meant, in image pixels. The first time in an image takes longer. */
  'smart.segment': act<SmartAnswer>()(
    z.object({
      modelSha256: z.string(),
      itemId: id<ItemId>(),
      prompt: z.object({
        box: z.tuple([pixel, pixel, pixel, pixel]).nullable(),
        points: z.array(z.object({ point: imagePlace, isInside: z.boolean() })).max(200),
      }),
    }),
  ),
  /** Makes that first time happen now. */
  'smart.prepare': act<{ readonly isThere: boolean }>()(z.object({ modelSha256: z.string(), itemId: id<ItemId>() })),

  /** Lets a model describe all images, and objects, that it hasn't described yet; without a model, one of the project's that can. */
  'embeddings.compute': write<{ jobId: JobId; modelSha256: string }>()(
    z.object({ modelSha256: z.string().optional(), objects: z.boolean().default(false) }),
  ),
  /** How many images that model has described, of those that can be read. */
  'embeddings.status': read<{ modelSha256: string; modelName: string; done: number; total: number }>()(
    z.object({ modelSha256: z.string().optional() }),
  ),
} as const satisfies Methods;
