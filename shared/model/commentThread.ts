import type { Comment } from './comment.ts';

/** A comment and what was answered to it. */
export interface CommentThread {
  readonly opener: Comment;
  /** Oldest first. */
  readonly answers: readonly Comment[];
}

/** The threads of an item's comments: what waits for somebody first, each part oldest first. */
export function listThreads(comments: readonly Comment[]): { open: CommentThread[]; resolved: CommentThread[] } {
  const threads = comments
    .filter(({ threadId }) => threadId === null)
    .map((opener) => ({ opener, answers: comments.filter(({ threadId }) => threadId === opener.id) }));
  const isResolved = ({ opener }: CommentThread): boolean => opener.resolvedAt !== null;
  return { open: threads.filter((thread) => !isResolved(thread)), resolved: threads.filter(isResolved) };
}
