import { z } from 'zod';

/** What an item is for when a model is trained. An item without one is not assigned yet. */
export const splits = ['train', 'val', 'test'] as const;
export const splitSchema = z.enum(splits);
export type Split = z.infer<typeof splitSchema>;
