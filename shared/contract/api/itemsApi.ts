import { z } from 'zod';
import type { ClassId, ItemId, JobId } from '../../model/ids.ts';
import type { Plane } from '../../model/itemFacts.ts';
import { stageSchema } from '../../model/item.ts';
import type { FileState, Stage } from '../../model/item.ts';
import type { ItemDocument } from '../../model/itemDocument.ts';
import { splitSchema } from '../../model/split.ts';
import type { Split } from '../../model/split.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Methods } from '../method.ts';
import { itemChoice, itemQuerySchema, itemSortSchema } from '../itemQuery.ts';
import type { ItemSort } from '../itemQuery.ts';
import { id, nothing, read, write } from '../method.ts';

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
  /** Of a slice of a volume, and its number in that plane, from 0; null: it is none, or its file was not read yet. */
  readonly plane: Plane | null;
  readonly slice: number | null;
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

export const itemsApi = {
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

  'views.list': read<readonly SavedView[]>()(nothing),
  /** In the place of the view of that name, if there is one. The query must be one. */
  'views.save': write<SavedView>()(
    z.object({
      name: z
        .string()
        .max(1000)
        .transform((text) => text.normalize().trim()),
      query: z.string().max(10_000),
      sort: itemSortSchema.default('path'),
      descending: z.boolean().default(false),
    }),
  ),
  'views.remove': write<null>()(z.object({ name: z.string() })),
} as const satisfies Methods;
