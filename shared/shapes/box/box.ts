import { z } from 'zod';

/**
 * An axis-aligned box `[x, y, width, height]` in pixels of the upright image: origin at the top-left corner of the
 * top-left pixel, x right, y down, real numbers.
 */
export const boxSchema = z.object({
  kind: z.literal('box'),
  box: z.tuple([z.number(), z.number(), z.number().min(0), z.number().min(0)]).readonly(),
});

export type BoxShape = Readonly<z.infer<typeof boxSchema>>;
