import { z } from 'zod';
import type { ItemId } from '../../model/ids.ts';
import type { Methods } from '../method.ts';
import { act, read } from '../method.ts';
import type { ItemSummary } from './itemsApi.ts';

/** What a search for duplicates has found. Of images that are skipped nothing is said. */
export interface DuplicatesFound {
  /** Names the search for `duplicates.groups`; the newest one is kept. */
  readonly found: number;
  /** Images that were compared. */
  readonly items: number;
  readonly groups: number;
  /** Images in them. */
  readonly grouped: number;
  /** Groups of images in different splits. They come first. */
  readonly leaks: number;
  /** Images that could only be compared by their bytes: they can't be read, or are of one tone. */
  readonly bytesOnly: number;
  /** Images that the model hasn't described; 0 where none was asked for. */
  readonly undescribed: number;
}

export interface DuplicateMember {
  readonly item: ItemSummary;
  /** The same bytes as the group's best. */
  readonly isExact: boolean;
  /** In how many of 64 bits it looks different from the best; null: one of them is of one tone. Images of a group need not each be near the best: each is near another. */
  readonly distance: number | null;
  /** Cosine to the best, by the model that was asked for. */
  readonly similarity: number | null;
}

export interface DuplicateGroup {
  /** How many images it has; the first of them are its members here. */
  readonly size: number;
  readonly isLeak: boolean;
  /** The best first: a labeled one, of those the one with the most pixels, of those the largest file. */
  readonly members: readonly DuplicateMember[];
}

const found = z.int().min(1);

export const duplicatesApi = {
  /**
   * Finds images that are the same or nearly the same. Files that were read by an older program are read again first. It is a job; it
   * answers when it is over. Turned, mirrored and cut copies are not found by their looks.
   */
  'duplicates.find': act<DuplicatesFound>()(
    z.object({
      /** In how many of 64 bits two images may look different. */
      near: z.int().min(0).max(12).default(8),
      /** Also by what a model says of images: `embeddings.compute` lets it. */
      similar: z
        .object({ modelSha256: z.string().max(100).optional(), atLeast: z.number().min(0.8).max(1).default(0.95) })
        .nullable()
        .default(null),
    }),
  ),
  /** Leaks first, then the largest. Refused with duplicates.dropped when a newer search has been made. */
  'duplicates.groups': read<{ total: number; groups: readonly DuplicateGroup[] }>()(
    z.object({ found, offset: z.int().min(0), limit: z.int().min(1).max(20) }),
  ),
  /** All images of the groups but the best of each. */
  'duplicates.rest': read<readonly ItemId[]>()(z.object({ found, leaksOnly: z.boolean().default(false) })),
} as const satisfies Methods;
