import { z } from 'zod';
import { splits } from './split.ts';
import type { Split } from './split.ts';

const share = z.number().min(0).max(1);

/** What keeps images together: those with the same never fall into two splits. Frames of one file are kept together always. */
export const splitGroupingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file') }),
  z.object({ kind: z.literal('folder') }),
  /** Metadata by name, as the number of a patient. Images without it stand alone. */
  z.object({ kind: z.literal('meta'), key: z.string().min(1).max(500) }),
  /** The part of the path at `{}`. Images that the pattern doesn't fit stand alone. */
  z.object({ kind: z.literal('pattern'), pattern: z.string().min(1).max(500) }),
]);
export type SplitGrouping = z.infer<typeof splitGroupingSchema>;

/** How images are to be put into splits. */
export const splitPlanSchema = z.object({
  /** 0..1, together 1. */
  shares: z
    .object({ train: share, val: share, test: share })
    .refine((shares) => Math.abs(splits.reduce((sum, split) => sum + shares[split], 0) - 1) < 1e-6),
  /** The same seed, images, labels and options give the same splits, on every machine. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  /** Whether each split gets its share of each class. */
  stratify: z.boolean(),
  grouping: splitGroupingSchema,
  /** Images that are in a split stay there; the others fill up what the shares lack. */
  onlyUnassigned: z.boolean(),
});
export type SplitPlan = z.infer<typeof splitPlanSchema>;

export const defaultShares: Readonly<Record<Split, number>> = { train: 0.8, val: 0.1, test: 0.1 };
