import type { Database } from 'better-sqlite3';
import type { CommentChange } from '#shared/change/commentChange.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { commit } from '../db/commit.ts';
import { findComment, isCommentIdFree } from '../db/comments.ts';
import { noteEdit } from '../db/editIds.ts';
import type { JournalEntry } from '../db/journal.ts';
import { noteChanged } from '../db/summaries.ts';
import { transact } from '../db/transact.ts';
import { diffFits } from './changeFits.ts';

export interface CommentsEdit {
  readonly itemId: ItemId;
  readonly change: CommentChange;
  readonly label: string;
  /** When it is made, as its comments have it. */
  readonly at?: string;
  readonly editId?: string | undefined;
  /** Set by undo and redo: the entry they take back. */
  readonly undoes?: number;
}

/**
 * Writes one edit of the comments of one item. Durable when it returns.
 * @returns the entry, or null when the change doesn't start from what is stored.
 * @throws {AppError} store.*; nothing is changed then.
 */
export function applyComments(
  { db, actor }: { readonly db: Database; readonly actor: string },
  { itemId, change, label, at, editId, undoes }: CommentsEdit,
): JournalEntry | null {
  const fits = (): boolean =>
    diffFits(
      change,
      (id) => findComment(db, itemId, id),
      (id) => isCommentIdFree(db, id),
    );
  return transact(db, () => {
    if (!fits()) return null;
    const request = {
      op: 'comments.applied',
      body: { itemId, change },
      actor,
      subject: `item:${itemId}`,
      label,
    } as const;
    const times = { ...(at === undefined ? {} : { at }), ...(undoes === undefined ? {} : { undoes }) };
    return commit(db, { ...request, ...times }, (entry) => {
      noteChanged(db, [itemId], entry, { hasLabeled: false });
      if (editId !== undefined) noteEdit(db, editId, entry.seq);
    });
  });
}
