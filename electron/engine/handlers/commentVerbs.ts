import type { CommentChange } from '#shared/change/commentChange.ts';
import { AppError } from '#shared/contract/errors.ts';
import { checkCommentText, commentLimit } from '#shared/model/comment.ts';
import type { Comment } from '#shared/model/comment.ts';
import type { AnnotationId, CommentId } from '#shared/model/ids.ts';

/** Who does it, and when. */
export interface Doing {
  readonly actor: string;
  readonly at: string;
}

/** A change of an item's comments, with what undo and history call it. */
export interface CommentVerb {
  readonly change: CommentChange;
  readonly label: string;
}

const none: CommentChange = { added: [], updated: [], removed: [] };

function assertText(text: string): void {
  const reason = checkCommentText(text);
  if (reason) throw new AppError(reason, { length: text.length, limit: commentLimit });
}

function get(comments: readonly Comment[], wanted: CommentId): Comment {
  const found = comments.find(({ id }) => id === wanted);
  if (!found) throw new AppError('comment.notFound');
  return found;
}

function getOwn(comments: readonly Comment[], wanted: CommentId, actor: string): Comment {
  const found = get(comments, wanted);
  if (found.text === null) throw new AppError('comment.notFound');
  if (found.author !== actor) throw new AppError('comment.notYours', { author: found.author });
  return found;
}

const openerOf = (comments: readonly Comment[], wanted: CommentId): Comment => {
  const found = get(comments, wanted);
  return found.threadId === null ? found : get(comments, found.threadId);
};

/** @throws {AppError} comment.empty, comment.tooLong, comment.notFound */
export function addComment(
  comments: readonly Comment[],
  said: {
    readonly id: CommentId;
    readonly threadId: CommentId | null;
    readonly annotationId: AnnotationId | null;
    readonly text: string;
  },
  { actor: author, at }: Doing,
): CommentVerb {
  const { id, text } = said;
  assertText(text);
  const opener = said.threadId === null ? null : openerOf(comments, said.threadId);
  const annotationId = opener ? opener.annotationId : said.annotationId;
  const unchanged = { editedAt: null, resolvedBy: null, resolvedAt: null };
  const added = [{ id, threadId: opener?.id ?? null, annotationId, author, at, text, ...unchanged }];
  return { change: { ...none, added }, label: opener ? 'Answer comment' : 'Add comment' };
}

/** @throws {AppError} comment.empty, comment.tooLong, comment.notFound, comment.notYours */
export function editComment(
  comments: readonly Comment[],
  { commentId, text }: { readonly commentId: CommentId; readonly text: string },
  { actor, at }: Doing,
): CommentVerb {
  assertText(text);
  const from = getOwn(comments, commentId, actor);
  const updated = from.text === text ? [] : [[from, { ...from, text, editedAt: at }] as const];
  return { change: { ...none, updated }, label: 'Edit comment' };
}

/** Anyone may say that a thread is dealt with, or that it isn't. @throws {AppError} comment.notFound */
export function resolveThread(
  comments: readonly Comment[],
  { commentId }: { readonly commentId: CommentId },
  isResolved: boolean,
  { actor, at }: Doing,
): CommentVerb {
  const from = openerOf(comments, commentId);
  const mark = isResolved ? { resolvedBy: actor, resolvedAt: at } : { resolvedBy: null, resolvedAt: null };
  const updated = (from.resolvedAt !== null) === isResolved ? [] : [[from, { ...from, ...mark }] as const];
  return { change: { ...none, updated }, label: isResolved ? 'Resolve comment' : 'Reopen comment' };
}

/**
 * What was answered only loses its text: nobody takes away what others said. With the last answer goes what was left of it.
 * @throws {AppError} comment.notFound, comment.notYours
 */
export function removeComment(
  comments: readonly Comment[],
  { commentId }: { readonly commentId: CommentId },
  { actor }: Doing,
): CommentVerb {
  const label = 'Delete comment';
  const gone = getOwn(comments, commentId, actor);
  const answersOf = (id: CommentId): readonly Comment[] => comments.filter(({ threadId }) => threadId === id);
  if (answersOf(gone.id).length > 0) return { change: { ...none, updated: [[gone, { ...gone, text: null }]] }, label };
  const opener = openerOf(comments, gone.id);
  const isLast = opener !== gone && opener.text === null && answersOf(opener.id).length === 1;
  return { change: { ...none, removed: isLast ? [gone, opener] : [gone] }, label };
}
