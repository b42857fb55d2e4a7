import { z } from 'zod';
import { decodeCounts } from '../../geometry/cocoCounts.ts';

/** Pixels of the upright image, as COCO compressed RLE. */
export const maskSchema = z
  .object({
    kind: z.literal('mask'),
    /** Of the whole image, as COCO has it: height first. */
    size: z.tuple([z.int().min(1), z.int().min(1)]).readonly(),
    counts: z.string(),
  })
  .refine(
    ({ size: [height, width], counts }) =>
      decodeCounts(counts)?.reduce((sum, length) => sum + length, 0) === width * height,
    'the runs of a mask add up to the pixels of its image',
  );

export type MaskShape = Readonly<z.infer<typeof maskSchema>>;
