import { z } from 'zod';
import type { ItemId } from '../../model/ids.ts';
import type { Methods } from '../method.ts';
import { act, grant, id, write } from '../method.ts';
import { conflictChoiceSchema } from '../sharing.ts';
import type { HandOutResult, MergePreview, MergeResult, MergeSides, PackResult } from '../sharing.ts';

const token = z.string().max(100);

const mergeOptions = {
  /** What is done with every conflict that `choices` says nothing of. `ask`: such an item is left as it is. */
  conflicts: conflictChoiceSchema.default('ask'),
  /** By item. */
  choices: z.record(z.string().regex(/^\d+$/), conflictChoiceSchema).default({}),
};

export const sharingApi = {
  /**
   * Packs the open project into one file as it is at this moment: its database, its images, and its models if they are asked for. It is a job, which can be
   * cancelled (then it fails with pack.cancelled).
   */
  'sharing.pack': act<PackResult>()(
    z.object({
      /** A file that is not there yet. */
      file: grant,
      images: z.boolean().default(true),
      models: z.boolean().default(false),
    }),
  ),
  /** The same with a project that holds only the items of a query, and that knows what it was handed out as. */
  'sharing.handOut': act<HandOutResult>()(
    z.object({
      file: grant,
      /** Of the language of shared/query; empty: all items. */
      query: z.string().max(10_000),
      /** Whom it is for. */
      who: z.string().trim().max(200).default(''),
      images: z.boolean().default(true),
    }),
  ),
  /**
   * Reads a work package, packed or not, and answers with what would come in; nothing is written. While it reads it is a job. `token`: what an earlier
   * preview has read, with other choices; the newest one is kept.
   */
  'sharing.previewMerge': act<MergePreview>()(
    z.object({ source: z.union([z.object({ file: grant }), z.object({ token })]), ...mergeOptions }),
  ),
  /** Both sides of an item. */
  'sharing.mergeSides': act<MergeSides>()(z.object({ token, itemId: id<ItemId>() })),
  /**
   * Merges what a preview has read, all of it or nothing. Answers when it is on disk. It is a job; writes of others wait, reads don't. The whole of it is one
   * step of undo; classes that it made stay.
   */
  'sharing.merge': write<MergeResult>()(z.object({ token, ...mergeOptions })),
  /** What a preview has read is not wanted any more. */
  'sharing.dropMerge': act<null>()(z.object({ token })),
} as const satisfies Methods;
