import { z } from 'zod';

const pair = z.tuple([z.number(), z.number()]).readonly();

/** A box that is turned: centre and size in pixels of the upright image, angle in clockwise radians, -pi..pi. */
export const rotatedBoxSchema = z.object({
  kind: z.literal('rotatedBox'),
  centre: pair,
  /** Width and height before it is turned. */
  size: z.tuple([z.number().min(0), z.number().min(0)]).readonly(),
  angle: z.number().min(-Math.PI).max(Math.PI),
});

export type RotatedBoxShape = Readonly<z.infer<typeof rotatedBoxSchema>>;
