import type { z } from 'zod';
import { commentSchema } from '../model/comment.ts';
import { diffSchema } from './change.ts';

/**
 * What changed in the comments of one item; complete in both directions. Apart from `Change`: comments are no part of the
 * labels, and whoever writes one never stands in the way of whoever draws.
 */
export const commentChangeSchema = diffSchema(commentSchema);
export type CommentChange = z.infer<typeof commentChangeSchema>;
