import { z } from 'zod';

const pair = z.tuple([z.number(), z.number()]).readonly();

/** Centre and axes in pixels of the upright image, angle in clockwise radians, -pi..pi. */
export const ellipseSchema = z.object({
  kind: z.literal('ellipse'),
  centre: pair,
  /** Lengths of both axes (not half of them) before it is turned. */
  size: z.tuple([z.number().min(0), z.number().min(0)]).readonly(),
  angle: z.number().min(-Math.PI).max(Math.PI),
});

export type EllipseShape = Readonly<z.infer<typeof ellipseSchema>>;
