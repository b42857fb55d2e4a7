import { z } from 'zod';

export const tileSideLimits = { leastPx: 64, mostPx: 8192 } as const;
export const overlapAtMost = 0.75;
/** Models beside the first: each is run on every image. */
export const committeeAtMost = 3;

const side = z.number().min(0).max(1_000_000);

/** How a run looks at an image beside the thresholds: at which parts of it, how often, with whom. What isn't said is the default. */
export const runOptionsSchema = z
  .object({
    /**
     * The image is looked at as a whole and, beside that, in tiles: `auto`, as large as the model's input, where the image is
     * much larger than it; or squares of so many image pixels.
     */
    tile: z
      .union([z.enum(['off', 'auto']), z.int().min(tileSideLimits.leastPx).max(tileSideLimits.mostPx)])
      .default('off'),
    /** What neighbouring tiles share at least: a part of their side, 0..0.75. */
    overlap: z.number().min(0).max(overlapAtMost).default(0.2),
    /** Each part is looked at mirrored, too. */
    flip: z.boolean().default(false),
    /** Nothing outside is looked at: `[x, y, width, height]` in pixels of the upright image. */
    region: z
      .tuple([side, side, side.min(1), side.min(1)])
      .readonly()
      .nullable()
      .default(null),
    /** What outlines become; null: as the model's card says. Boxes and keypoints stay what they are. */
    as: z.enum(['polygon', 'mask']).nullable().default(null),
    /** Further models by sha256, whose answers are fused with the first one's. */
    committee: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .max(committeeAtMost)
      .readonly()
      .default([]),
  })
  .readonly();

export type RunOptions = z.infer<typeof runOptionsSchema>;

/** One look at the whole image by one model. */
export const defaultRunOptions: RunOptions = runOptionsSchema.parse({});
