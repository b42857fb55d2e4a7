import { z } from 'zod';

/** An open line of straight pieces, `[x0, y0, x1, y1, ...]` in pixels of the upright image, at least two points. */
export const polylineSchema = z.object({
  kind: z.literal('polyline'),
  points: z
    .array(z.number())
    .min(4)
    .refine((points) => points.length % 2 === 0, 'a line has an x and a y for each point')
    .readonly(),
});

export type PolylineShape = Readonly<z.infer<typeof polylineSchema>>;
