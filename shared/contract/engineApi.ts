import { z } from 'zod';
import { changeSchema } from '../change/change.ts';
import { attributeDefinitionSchema } from '../model/attributes.ts';
import type { Comment } from '../model/comment.ts';
import { skeletonSchema } from '../model/skeleton.ts';
import type {
  AnnotationId,
  ClassId,
  CommentId,
  GrantId,
  ItemId,
  JobId,
  ModelId,
  RootId,
  RunId,
  VersionId,
} from '../model/ids.ts';
import { fileStates, stageSchema } from '../model/item.ts';
import type { FileState, Stage } from '../model/item.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import { importOptionsSchema } from './importApi.ts';
import type { ImportPreview, ImportResult } from './importApi.ts';
import type { Job } from './job.ts';
import type { LabelClass } from '../model/labelClass.ts';
import type { ModelCard } from '../model/modelCard.ts';
import { devices } from '../model/run.ts';
import { splitSchema } from '../model/split.ts';
import type { Split } from '../model/split.ts';
import type { Run } from '../model/run.ts';
import { runOptionsSchema } from '../model/runOptions.ts';
import type { ShapeKind } from '../shapes/shapeRegistry.ts';
import type { SmartAnswer } from '../model/smartAnswer.ts';
import type { ItemDifferences, RunComparison } from './comparison.ts';
import type { ErrorRecord } from './errors.ts';
import type { ItemVersions, RestoreResult, Version, VersionDiff } from './versions.ts';
import type { RawPrediction, StepTimes, TensorInfo } from './inferenceApi.ts';

/** One row of THE table: what goes in (checked at the engine's door), what comes out, whether it changes data. */
export interface Method<Input extends z.ZodType, Output> {
  /** `act`: does something, but changes nothing in the project; allowed in one that may only be looked at. */
  readonly access: 'read' | 'act' | 'write';
  readonly input: Input;
  /** Never there at run time; carries the type. */
  readonly output?: Output;
}

const read =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ access: 'read', input });
const act =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ access: 'act', input });
const write =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ access: 'write', input });

const nothing = z.object({}).strict();
const id = <Id extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as Id);
const jobId = z.string().transform((value) => value as JobId);
const grant = z
  .string()
  .min(1)
  .transform((value) => value as GrantId);
const score = z.number().min(0).max(1);
const pixel = z.number();
const imagePlace = z.object({ space: z.literal('image'), x: pixel, y: pixel });

const uuid = <Id extends string>() => z.uuid().transform((value) => value as Id);
/** What is too long for a comment is refused by the handler, in words; halves of characters are no text at all. */
const commentText = z
  .string()
  .max(1_000_000)
  .transform((text) => text.replace(/\p{Surrogate}/gu, '\ufffd').trim());
/** As for `annotations.apply`. */
const commentEdit = {
  projectPath: z.string().optional(),
  itemId: id<ItemId>(),
  editId: z.uuid().optional(),
};
const commentOf = z.object({ ...commentEdit, commentId: uuid<CommentId>() });

/** A run, and from which overlap a prediction agrees with a label. */
const comparedRun = { runId: id<RunId>(), overlap: z.number().min(0.15).max(1).default(0.5) };

/** A model file: one that was chosen, or one of the project. */
const modelSource = z.union([z.object({ file: grant }), z.object({ modelSha256: z.string().max(64) })]);
/** As a person describes it; what is wrong with it is told by the handler, in words. */
const saidCard = z.record(z.string().max(100), z.json());

/** Two versions; `to` null: as it is now. */
const versionPair = { from: id<VersionId>(), to: id<VersionId>().nullable().default(null) };
const versionName = z.string().trim().min(1).max(200);
const versionNote = z.string().trim().max(10_000);

/** By class of the model. */
const classThresholds = z.record(z.string().max(500), score);

/** `size`: of the smallest label; `pixels`: of the image. */
export const itemSorts = [
  'path',
  'confidence',
  'uncertainty',
  'added',
  'changed',
  'labels',
  'proposals',
  'classes',
  'size',
  'pixels',
  'stage',
] as const;
export type ItemSort = (typeof itemSorts)[number];

/** Which items, and in which order. Used alike by gallery, queues and runs. */
export const itemQuerySchema = z.object({
  stages: z.array(stageSchema).optional(),
  fileStates: z.array(z.enum(fileStates)).optional(),
  /** Items that have an annotation or an open proposal of this class. */
  classId: id<ClassId>().optional(),
  /** Items with an open proposal whose score lies in [minScore, maxScore]. */
  minScore: score.optional(),
  maxScore: score.optional(),
  /** Items that have open proposals. */
  undecidedOnly: z.boolean().optional(),
  /** Items with a comment that is not resolved. */
  openCommentsOnly: z.boolean().optional(),
  /** Part of the path, case-insensitive. */
  text: z.string().max(500).optional(),
  /** A query of the language of shared/query; joined with the other parts by AND. */
  where: z.string().max(10_000).optional(),
  /** Only these. */
  itemIds: z.array(id<ItemId>()).max(1000).optional(),
  /** `listed`: in the order of `itemIds`. */
  sort: z.enum([...itemSorts, 'listed']).default('path'),
  descending: z.boolean().default(false),
});
export type ItemQuery = z.input<typeof itemQuerySchema>;

/** Items one by one, or all of a query. */
const itemChoice = z.union([
  z.object({ itemIds: z.array(id<ItemId>()).max(100_000) }),
  z.object({ query: itemQuerySchema }),
]);
export type ItemChoice = z.input<typeof itemChoice>;

const tagText = z
  .string()
  .max(1000)
  .transform((text) => text.normalize().trim());
/** What can be done to many items at once. `classify` gives the whole image a class, in place of others it had. */
export const itemActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tag'), tag: tagText, isOn: z.boolean() }),
  z.object({ kind: z.literal('split'), split: splitSchema.nullable() }),
  z.object({ kind: z.literal('stage'), stage: stageSchema }),
  z.object({ kind: z.literal('classify'), classId: id<ClassId>() }),
]);
export type ItemAction = z.output<typeof itemActionSchema>;

/** A query that somebody gave a name. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
  readonly sort: ItemSort;
  readonly descending: boolean;
}

export interface ItemValues {
  /** Of the project, and those of the active run's model that it has not. */
  readonly classes: readonly string[];
  readonly tags: readonly string[];
  /** Who has labeled something. */
  readonly actors: readonly string[];
  readonly metaKeys: readonly string[];
}

/** A row of the gallery. */
export interface ItemSummary {
  readonly id: ItemId;
  readonly path: string;
  /** Which image of a file of several, from 0. */
  readonly frame: number;
  /** How many images its file has. */
  readonly frameCount: number;
  readonly stage: Stage;
  readonly fileState: FileState;
  readonly problem: ErrorRecord | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly annotationCount: number;
  /** Open proposals of the active run. */
  readonly proposalCount: number;
  /** Lowest score among them; null when there is none. */
  readonly lowestScore: number | null;
  /** Threads that are not resolved. */
  readonly openComments: number;
  readonly tags: readonly string[];
  readonly split: Split | null;
  /** Changes when the picture does; part of picture URLs so that a cache never shows an old one. */
  readonly pictureVersion: string;
}

/** What is like something else. */
export interface SimilarMatch {
  readonly itemId: ItemId;
  /** An annotation's id, or the number of a prediction; empty: the image as a whole. */
  readonly objectId: string;
  /** Cosine, -1..1. */
  readonly similarity: number;
}

export interface Facets {
  readonly total: number;
  readonly byStage: Readonly<Record<Stage, number>>;
  readonly byFileState: Readonly<Record<FileState, number>>;
  /** The most frequent ones, most frequent first. */
  readonly byTag: readonly { readonly tag: string; readonly count: number }[];
  readonly bySplit: Readonly<Record<Split | 'none', number>>;
  readonly byClass: readonly { readonly classId: ClassId; readonly annotations: number; readonly proposals: number }[];
  /** Open proposals by score: ten bins of 0.1. */
  readonly scoreHistogram: readonly number[];
  /** Items with a comment that is not resolved. */
  readonly openComments: number;
}

export interface RootInfo {
  readonly id: RootId;
  /** For showing only. */
  readonly path: string;
  readonly itemCount: number;
  /** Why it can't be watched now, or null. */
  readonly problem: ErrorRecord | null;
}

export interface ProjectInfo {
  readonly name: string;
  /** For showing only. */
  readonly path: string;
  readonly roots: readonly RootInfo[];
  readonly classes: readonly LabelClass[];
  readonly activeRunId: RunId | null;
  /** The reason when it can only be looked at, else null. */
  readonly readOnly: string | null;
  /** On a network share: locks and durability are not to be trusted there. */
  readonly onNetworkShare: boolean;
}

export interface RecentProject {
  readonly name: string;
  readonly path: string;
  readonly openedAt: string;
  readonly grant: GrantId;
  readonly exists: boolean;
}

export interface HistoryEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly label: string;
  /** The entry that this one takes back (an undo, or a redo of one); null when it is no undo. */
  readonly undoes: number | null;
  readonly itemId: ItemId | null;
}

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

/** An item that a run could not do. */
export interface RunFailure {
  readonly itemId: ItemId;
  /** Relative to its root. */
  readonly path: string;
  readonly error: ErrorRecord;
}

export interface ClassMatch {
  readonly className: string;
  /** `ignore`: its predictions are not shown. null: not matched yet, the first acceptance asks. */
  readonly classId: ClassId | 'ignore' | null;
}

export interface ExportFormatInfo {
  readonly id: string;
  readonly name: string;
  readonly shapes: readonly ShapeKind[];
  readonly holdsAttributes: boolean;
  readonly holdsGroups: boolean;
}

/** Labels that an export leaves out, and why. */
export interface ExportLoss {
  /**
   * `shape`: the format can't hold it; `class`: the model's class is matched with none of the project; `attribute`: the
   * label is written, but not its value of this attribute; `group`: it is written, but not that it belongs to others;
   * `hole`: the polygon is written, but not its holes; `fraction`:
   * it is written, but only to whole pixels; `joint`: the keypoints are written, but not this joint, which their class hasn't; `outside`: nothing of it lies in the
   * image, and the format has no place for that (known only when it is written, not in a preview).
   */
  readonly reason: 'shape' | 'class' | 'attribute' | 'group' | 'hole' | 'fraction' | 'joint' | 'outside';
  /** Of the shape kind, of the model's class, of the attribute, or of the joint; of a group nothing. */
  readonly name: string;
  readonly count: number;
}

export interface DoctorCheck {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'failed';
  readonly detail: string;
  readonly hint: string | null;
}

export const engineApi = {
  'app.info': read<{ version: string; dataFolder: string; logFolder: string; platform: string }>()(nothing),
  'app.doctor': read<{ checks: readonly DoctorCheck[] }>()(nothing),
  'settings.get': read<Readonly<Record<string, unknown>>>()(nothing),
  'settings.set': write<null>()(z.object({ key: z.string().max(100), value: z.json() })),

  'projects.current': read<ProjectInfo | null>()(nothing),
  'projects.recent': read<readonly RecentProject[]>()(nothing),
  'projects.create': write<ProjectInfo>()(
    z.object({
      /** The new file, or an existing folder to put `name`.firstpass into. */
      file: grant,
      name: z.string().trim().min(1).max(100).optional(),
      roots: z.array(grant),
      classes: z.array(z.string().trim().min(1).max(200)).default([]),
    }),
  ),
  'projects.open': write<ProjectInfo>()(z.object({ file: grant })),
  'projects.openSample': write<ProjectInfo>()(nothing),
  'projects.close': write<null>()(nothing),
  'projects.verify': read<{ ok: boolean; entries: number; head: string; differences: readonly string[] }>()(
    /** `file`: one that need not be open, and is not opened for it; absent: the open project. */
    z.object({ file: grant.optional(), expectedHead: z.string().optional() }),
  ),

  'roots.add': write<RootInfo>()(z.object({ folder: grant })),
  /** Answers when all folders are scanned and every file seen by then was read, refused, or is gone. */
  'roots.settled': read<null>()(nothing),

  'items.list': read<{ total: number; items: readonly ItemSummary[] }>()(
    z.object({ query: itemQuerySchema, offset: z.int().min(0), limit: z.int().min(1).max(1000) }),
  ),
  /** The place of an item in a query's order; null when it isn't in it. */
  'items.position': read<number | null>()(z.object({ query: itemQuerySchema, itemId: id<ItemId>() })),
  /** The item before or after `itemId` in a query's order (also when `itemId` itself has left the query); null at the end. */
  'items.neighbour': read<ItemId | null>()(
    z.object({ query: itemQuerySchema, itemId: id<ItemId>(), step: z.union([z.literal(1), z.literal(-1)]) }),
  ),
  'items.facets': read<Facets>()(z.object({ query: itemQuerySchema })),
  'items.document': read<ItemDocument>()(z.object({ itemId: id<ItemId>() })),
  /** What items of the project can be found by, for completion. */
  'items.values': read<ItemValues>()(nothing),
  /**
   * One edit of many items with one undo: those it would not change are left alone. `changed` is how many it changed; of
   * thousands it becomes a job, which tells.
   */
  'items.edit': write<{ changed: number; jobId: null } | { changed: null; jobId: JobId }>()(
    z.object({ items: itemChoice, action: itemActionSchema }),
  ),
  /**
   * The nearest images or objects to one of them, by the cosine of what a model says of them, the nearest first and itself
   * among them. Refused with embedding.missing where it isn't described (`embeddings.compute`).
   */
  'items.similar': read<{ modelSha256: string; matches: readonly SimilarMatch[] }>()(
    z.object({
      itemId: id<ItemId>(),
      /** An annotation's id, or the number of a prediction; empty: the image as a whole. */
      objectId: z.string().max(100).default(''),
      modelSha256: z.string().optional(),
      /** By default the kind that is asked about. */
      among: z.enum(['images', 'objects']).optional(),
      limit: z.int().min(1).max(1000).default(100),
    }),
  ),
  /** A person says that the labels of a `changed` item still fit. */
  'items.confirmChanged': write<null>()(z.object({ itemId: id<ItemId>() })),

  /**
   * Acknowledged only after the transaction is on disk. An edit whose `editId` was made already is not made again: it is
   * answered as it was the first time, also after a restart, so that a client that lost the answer may ask again.
   */
  'annotations.apply': write<{ ok: true; revision: number; seq: number } | { ok: false; reason: 'store.conflict' }>()(
    z.object({
      /** The file of the project that the edit was made in: while another one is open, it is refused. */
      projectPath: z.string().optional(),
      itemId: id<ItemId>(),
      baseRevision: z.int().min(0),
      change: changeSchema,
      label: z.string().min(1).max(200),
      editId: z.uuid().optional(),
    }),
  ),
  /** Who drew, accepted or put in each label of an item first: read from the journal. */
  'annotations.authors': read<Readonly<Record<string, string>>>()(z.object({ itemId: id<ItemId>() })),
  /** All comments of an item, oldest first; `actor` is who writes the next one. */
  'comments.list': read<{ actor: string; comments: readonly Comment[] }>()(z.object({ itemId: id<ItemId>() })),
  /** Opens a thread, or answers in one. Like the others, made once for an `editId`, and on disk when acknowledged. */
  'comments.add': write<{ seq: number }>()(
    z.object({
      ...commentEdit,
      id: uuid<CommentId>(),
      /** The comment that opened the thread. */
      threadId: uuid<CommentId>().nullable().default(null),
      /** null: about the whole item. An answer is about what its thread is about. */
      annotationId: uuid<AnnotationId>().nullable().default(null),
      text: commentText,
    }),
  ),
  /** By its author only, as is `comments.remove`. */
  'comments.edit': write<{ seq: number }>()(commentOf.extend({ text: commentText })),
  /** The thread of a comment is dealt with. */
  'comments.resolve': write<{ seq: number }>()(commentOf),
  'comments.reopen': write<{ seq: number }>()(commentOf),
  /** One that was answered only loses its text. */
  'comments.remove': write<{ seq: number }>()(commentOf),

  /** What `history.undo`, `history.redo` and, for an item, `history.undoHere` would take back. */
  'history.peek': read<{ undo: HistoryEntry | null; redo: HistoryEntry | null; undoHere: HistoryEntry | null }>()(
    z.object({ itemId: id<ItemId>().optional() }),
  ),
  /** Takes the newest edit back, project-wide, as a new journal entry; null when there is none. */
  'history.undo': write<HistoryEntry | null>()(nothing),
  /** Takes the newest edit of one item back, whatever was edited in others since. */
  'history.undoHere': write<
    { ok: true; entry: HistoryEntry } | { ok: false; reason: 'history.nothingHere' | 'history.builtOn' }
  >()(z.object({ itemId: id<ItemId>() })),
  'history.redo': write<HistoryEntry | null>()(nothing),
  'history.list': read<readonly HistoryEntry[]>()(
    z.object({ itemId: id<ItemId>().optional(), limit: z.int().min(1).max(1000).default(100) }),
  ),

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

  'views.list': read<readonly SavedView[]>()(nothing),
  /** In the place of the view of that name, if there is one. The query must be one. */
  'views.save': write<SavedView>()(
    z.object({
      name: z
        .string()
        .max(1000)
        .transform((text) => text.normalize().trim()),
      query: z.string().max(10_000),
      sort: z.enum(itemSorts).default('path'),
      descending: z.boolean().default(false),
    }),
  ),
  'views.remove': write<null>()(z.object({ name: z.string() })),

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

  'exports.formats': read<readonly ExportFormatInfo[]>()(nothing),
  /**
   * What an export would hold before it is written. `leftOut`: items of other stages; `unavailable`: items of these
   * stages that are missing, unreadable, not read yet, or changed since they were labeled and not confirmed.
   */
  'exports.preview': read<{
    items: number;
    leftOut: number;
    unavailable: number;
    labels: number;
    losses: readonly ExportLoss[];
  }>()(
    z.object({
      format: z.string(),
      what: z.enum(['annotations', 'predictions']),
      stages: z.array(stageSchema).optional(),
      /** Only what this query finds. */
      where: z.string().max(10_000).optional(),
      /** The annotations as they were then; absent: as they are now. */
      versionId: id<VersionId>().optional(),
    }),
  ),
  'exports.start': act<{ jobId: JobId }>()(
    z.object({
      format: z.string(),
      folder: grant,
      what: z.enum(['annotations', 'predictions']).default('annotations'),
      /**
       * Default for annotations: labeled and approved, so that unreviewed images never become negatives; for
       * predictions: all.
       */
      stages: z.array(stageSchema).optional(),
      /** Only what this query finds. */
      where: z.string().max(10_000).optional(),
      images: z.enum(['copy', 'link', 'leave']).default('leave'),
      versionId: id<VersionId>().optional(),
    }),
  ),

  /** Newest first. */
  'versions.list': read<readonly Version[]>()(nothing),
  /** Names what is in the project now. It is a job. */
  'versions.name': write<Version>()(z.object({ name: versionName, note: versionNote.default('') })),
  'versions.update': write<Version>()(
    z.object({ versionId: id<VersionId>(), name: versionName.optional(), note: versionNote.optional() }),
  ),
  /** Only its name goes; what it held stays in the journal. */
  'versions.delete': write<null>()(z.object({ versionId: id<VersionId>() })),
  /** What is different in `to`, seen from `from`; items in path order. A version that nobody has looked at for long is made anew, as a job. */
  'versions.diff': act<VersionDiff>()(
    z.object({ ...versionPair, offset: z.int().min(0).default(0), limit: z.int().min(0).max(1000).default(100) }),
  ),
  'versions.item': act<ItemVersions>()(z.object({ ...versionPair, itemId: id<ItemId>() })),
  /**
   * Makes labels, decisions, stages and classes what they were in a version, all of it or nothing. Answers when it is on disk. It is a job;
   * writes of others wait, reads don't. The whole of it is one step of undo.
   */
  'versions.restore': write<RestoreResult>()(z.object({ versionId: id<VersionId>() })),

  'imports.formats': read<readonly { readonly id: string; readonly name: string }[]>()(nothing),
  /**
   * Reads files and answers with what would come in; nothing is written. While it reads it is a job, which can be cancelled (then it fails
   * with import.cancelled). `token`: what an earlier preview has read, with other options; the newest one is kept.
   */
  'imports.preview': act<ImportPreview>()(
    z.object({
      source: z.union([
        z.object({ path: grant, format: z.string().max(100).nullable().default(null) }),
        z.object({ token: z.string().max(100) }),
      ]),
      options: importOptionsSchema.prefault({}),
    }),
  ),
  /**
   * Imports what a preview has read, all of it or nothing. Answers when it is on disk. It is a job; writes of others wait, reads don't. The whole
   * of it is one step of undo; classes that it made stay.
   */
  'imports.start': write<ImportResult>()(
    z.object({ token: z.string().max(100), options: importOptionsSchema.prefault({}) }),
  ),
  /** What a preview has read is not wanted any more. */
  'imports.drop': act<null>()(z.object({ token: z.string().max(100) })),
} as const satisfies Record<string, Method<z.ZodType, unknown>>;

export type EngineApi = typeof engineApi;
export type EngineMethod = keyof EngineApi;
/** What a caller gives. */
export type EngineInput<Name extends EngineMethod> = z.input<EngineApi[Name]['input']>;
/** What a handler gets: parsed, with defaults. */
export type EngineParsedInput<Name extends EngineMethod> = z.output<EngineApi[Name]['input']>;
export type EngineOutput<Name extends EngineMethod> =
  NonNullable<EngineApi[Name]['output']> | Extract<EngineApi[Name]['output'], null>;

/** The engine as its callers see it. */
export interface EngineCaller {
  call<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<EngineOutput<Name>>;
}
