import type { Database } from 'better-sqlite3';
import type { Comment } from '#shared/model/comment.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { prepare } from './prepare.ts';

const columns = `id, thread_id AS threadId, annotation_id AS annotationId, author, at, text, edited_at AS editedAt,
  resolved_by AS resolvedBy, resolved_at AS resolvedAt`;

/** Threads that wait for somebody, as the index comments_open has them. */
export const openThreads = 'thread_id IS NULL AND resolved_at IS NULL';
export const openThreadsSql = `FROM comments WHERE ${openThreads}`;

/** Oldest first; of the same moment, what opens a thread before its answers. */
export function listComments(db: Database, itemId: ItemId): Comment[] {
  return prepare(db, `SELECT ${columns} FROM comments WHERE item_id = ? ORDER BY at, thread_id IS NOT NULL, rowid`).all(
    itemId,
  ) as Comment[];
}

export function findComment(db: Database, itemId: ItemId, id: string): Comment | undefined {
  return prepare(db, `SELECT ${columns} FROM comments WHERE id = ? AND item_id = ?`).get(id, itemId) as
    Comment | undefined;
}

/** Ids are unique in the whole project. */
export function isCommentIdFree(db: Database, id: string): boolean {
  return prepare(db, 'SELECT 1 FROM comments WHERE id = ?').get(id) === undefined;
}
