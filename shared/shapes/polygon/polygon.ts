import { z } from 'zod';

/** `[x0, y0, x1, y1, ...]`, at least three points. */
const ringSchema = z
  .array(z.number())
  .min(6)
  .refine((ring) => ring.length % 2 === 0, 'a ring has an x and a y for each point')
  .readonly();

/**
 * Closed rings of straight edges in pixels of the upright image: the first is the outline, the others are holes in it.
 * Inside is what an odd number of rings goes around.
 */
export const polygonSchema = z.object({
  kind: z.literal('polygon'),
  rings: z.array(ringSchema).min(1).readonly(),
});

export type PolygonShape = Readonly<z.infer<typeof polygonSchema>>;
