import { expect, test } from 'vitest';
import { checkCommentText, commentLimit } from '#shared/model/comment.ts';
import type { Comment } from '#shared/model/comment.ts';
import { listThreads } from '#shared/model/commentThread.ts';
import type { CommentId } from '#shared/model/ids.ts';

const comment = (id: string, threadId: string | null = null, resolvedAt: string | null = null): Comment => ({
  id: id as CommentId,
  threadId: threadId as CommentId | null,
  annotationId: null,
  author: 'ada',
  at: '2026-11-29T10:00:00.000Z',
  text: id,
  editedAt: null,
  resolvedBy: resolvedAt && 'bea',
  resolvedAt,
});

test('answers lie below what they answer, and what waits comes before what is dealt with', () => {
  const said = [comment('a', null, 'then'), comment('b'), comment('a1', 'a'), comment('b1', 'b'), comment('b2', 'b')];
  const { open, resolved } = listThreads(said);
  const names = (threads: typeof open): string[] =>
    threads.map(({ opener, answers }) => [opener, ...answers].map(({ id }) => id).join(' '));
  expect([names(open), names(resolved)]).toEqual([['b b1 b2'], ['a a1']]);
});

test('a text is a comment when it says something, and not too much', () => {
  expect(['', ' \n\t', 'x', 'x'.repeat(commentLimit), ` ${'x'.repeat(commentLimit)} `].map(checkCommentText)).toEqual([
    'comment.empty',
    'comment.empty',
    null,
    null,
    null,
  ]);
  expect(checkCommentText('x'.repeat(commentLimit + 1))).toBe('comment.tooLong');
});
