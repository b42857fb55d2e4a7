import { z } from 'zod';
import type { AnnotationId, CommentId } from './ids.ts';

/** So many characters fit into a comment. */
export const commentLimit = 4_000;

const commentId = z.uuid().transform((id) => id as CommentId);

/** What a person says about an item or one of its objects, or answers to that. */
export const commentSchema = z
  .object({
    id: commentId,
    /** The comment that it answers; null: it opens a thread. */
    threadId: commentId.nullable(),
    /** The object that the thread is about, which may be deleted by now; null: the whole item. */
    annotationId: z
      .uuid()
      .nullable()
      .transform((id) => id as AnnotationId | null),
    author: z.string(),
    at: z.string(),
    /** null: its author took it away, but it was answered, and the answers stay. */
    text: z.string().nullable(),
    editedAt: z.string().nullable(),
    /** Who said that a thread is dealt with, and when; kept at the comment that opens it. */
    resolvedBy: z.string().nullable(),
    resolvedAt: z.string().nullable(),
  })
  .readonly();

export type Comment = z.infer<typeof commentSchema>;

/** Why a text can't be a comment, or null. */
export function checkCommentText(text: string): 'comment.empty' | 'comment.tooLong' | null {
  const { length } = text.trim();
  if (length === 0) return 'comment.empty';
  return length > commentLimit ? 'comment.tooLong' : null;
}
