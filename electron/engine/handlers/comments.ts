import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { Comment } from '#shared/model/comment.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { isCommentIdFree, listComments } from '../db/comments.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { findEdit } from '../db/editIds.ts';
import { getStanding } from '../db/items.ts';
import { findHead } from '../db/journal.ts';
import { applyComments } from './applyComments.ts';
import { addComment, editComment, removeComment, resolveThread } from './commentVerbs.ts';
import type { CommentVerb, Doing } from './commentVerbs.ts';
import type { HandlersOf } from './handler.ts';

interface Request {
  readonly projectPath?: string | undefined;
  readonly itemId: ItemId;
  readonly editId?: string | undefined;
}

export function createCommentHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly projectPath: string;
}): HandlersOf<'comments'> {
  const { db, actor, emitter, history } = deps;

  function refuse(method: string, reason: string): never {
    throw new AppError('contract.badInput', { method, reason });
  }

  /** @returns the entry that a request became when it was made before: its client lost the answer. */
  function findMade(method: string, { itemId, editId }: Request): { seq: number } | null {
    const done = editId === undefined ? undefined : findEdit(db, editId);
    if (!done) return null;
    if (done.subject !== `item:${itemId}`) refuse(method, `the edit ${editId} was made in another item`);
    return { seq: done.seq };
  }

  function write(
    method: string,
    request: Request,
    verb: (comments: readonly Comment[], doing: Doing) => CommentVerb,
  ): { seq: number } {
    const { projectPath = deps.projectPath, itemId, editId } = request;
    // A page that has not heard yet that another project is open means an item of the same number.
    if (projectPath !== deps.projectPath) throw new AppError('project.another', { path: projectPath });
    const made = findMade(method, request);
    if (made) return made;
    getStanding(db, itemId);
    const at = new Date().toISOString();
    const { change, label } = verb(listComments(db, itemId), { actor, at });
    // As it was already: nothing to write, nothing to undo.
    if (change.added.length + change.updated.length + change.removed.length === 0)
      return { seq: findHead(db)?.seq ?? 0 };
    const entry = applyComments(deps, { itemId, change, label, at, editId });
    if (!entry) throw new AppError('store.conflict');
    history.note(entry);
    emitter.emit('commentsChanged', { itemId });
    emitter.emit('historyChanged', {});
    return { seq: entry.seq };
  }

  return {
    'comments.list': ({ itemId }) => ({ actor, comments: listComments(db, itemId) }),
    'comments.add': (request) =>
      write('comments.add', request, (comments, doing) => {
        if (!isCommentIdFree(db, request.id)) refuse('comments.add', `there is a comment ${request.id}`);
        return addComment(comments, request, doing);
      }),
    'comments.edit': (request) =>
      write('comments.edit', request, (comments, doing) => editComment(comments, request, doing)),
    'comments.resolve': (request) =>
      write('comments.resolve', request, (comments, doing) => resolveThread(comments, request, true, doing)),
    'comments.reopen': (request) =>
      write('comments.reopen', request, (comments, doing) => resolveThread(comments, request, false, doing)),
    'comments.remove': (request) =>
      write('comments.remove', request, (comments, doing) => removeComment(comments, request, doing)),
  };
}
