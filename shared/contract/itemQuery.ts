import { z } from 'zod';
import type { ClassId, ItemId } from '../model/ids.ts';
import { fileStates, stageSchema } from '../model/item.ts';
import { id, score } from './method.ts';

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

/** By a value of metadata: `meta:exif.iso`. */
const metaSort = z.templateLiteral(['meta:', z.string().min(1).max(100)]);
export const itemSortSchema = z.union([z.enum(itemSorts), metaSort]);

export type ItemSort = z.output<typeof itemSortSchema>;

/** The name of the metadata that it sorts by; null: another order. */
export const metaKeyOfSort = (sort: string): string | null => (sort.startsWith('meta:') ? sort.slice(5) : null);

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
  sort: z.union([itemSortSchema, z.literal('listed')]).default('path'),
  descending: z.boolean().default(false),
});

export type ItemQuery = z.input<typeof itemQuerySchema>;

/** Items one by one, or all of a query. */
export const itemChoice = z.union([
  z.object({ itemIds: z.array(id<ItemId>()).max(100_000) }),
  z.object({ query: itemQuerySchema }),
]);

export type ItemChoice = z.input<typeof itemChoice>;
