import { z } from 'zod';
import { boxSchema } from './box/box.ts';
import { wholeSchema } from './whole/whole.ts';

/** All shapes an annotation or a prediction can have. A new shape is one folder and one line here. */
export const shapeSchema = z.discriminatedUnion('kind', [boxSchema, wholeSchema]);

export type Shape = Readonly<z.infer<typeof shapeSchema>>;
export type ShapeKind = Shape['kind'];
