import { z } from 'zod';

/** A class on the whole item: it has no place in the image. */
export const wholeSchema = z.object({ kind: z.literal('whole') });

export type WholeShape = Readonly<z.infer<typeof wholeSchema>>;
