import { z } from 'zod';
import type { JobId } from '../../model/ids.ts';
import type { Split } from '../../model/split.ts';
import { splitPlanSchema } from '../../model/splitPlan.ts';
import { itemChoice } from '../itemQuery.ts';
import type { Methods } from '../method.ts';
import { read, write } from '../method.ts';

export type SplitCounts = Readonly<Record<Split, number>>;

/** What a plan does to the chosen images. */
export interface SplitPreview {
  readonly images: number;
  /** Those that get another split than they have. */
  readonly changed: number;
  /** How many images each split has then. */
  readonly counts: SplitCounts;
  /** Of them, how many have a label of each class; in class order, those that have images. */
  readonly classes: readonly { readonly name: string; readonly counts: SplitCounts }[];
  /** Of them, how many have no label. */
  readonly unlabeled: SplitCounts;
  /** How many groups are kept together, and how many images the largest has; an image alone is a group, too. */
  readonly groups: number;
  readonly largestGroup: number;
  /** Groups that are in several splits already, because of images that keep theirs. */
  readonly torn: number;
}

const input = z.object({ items: itemChoice, plan: splitPlanSchema });

export const splitsApi = {
  /** What `splits.assign` would do. */
  'splits.preview': read<SplitPreview>()(input),
  /**
   * Puts images into splits at random, by a seed. One edit with one undo, whose label in the journal has seed and options; of thousands it becomes a
   * job. Images of a group never fall into two splits, also with images that are not among the chosen ones but have a split.
   */
  'splits.assign': write<SplitPreview & { readonly jobId: JobId | null }>()(input),
} as const satisfies Methods;
