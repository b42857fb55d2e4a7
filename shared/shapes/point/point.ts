import { z } from 'zod';

/** One place, in pixels of the upright image. */
export const pointSchema = z.object({
  kind: z.literal('point'),
  point: z.tuple([z.number(), z.number()]).readonly(),
});

export type PointShape = Readonly<z.infer<typeof pointSchema>>;
