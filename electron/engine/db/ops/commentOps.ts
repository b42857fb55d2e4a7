import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { assert } from '#shared/base/assert.ts';
import { commentChangeSchema } from '#shared/change/commentChange.ts';
import type { Comment } from '#shared/model/comment.ts';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

function insert(db: Database, itemId: number, comment: Comment): void {
  prepare(
    db,
    `INSERT INTO comments (id, item_id, thread_id, annotation_id, author, at, text, edited_at, resolved_by, resolved_at)
     VALUES (@id, @itemId, @threadId, @annotationId, @author, @at, @text, @editedAt, @resolvedBy, @resolvedAt)`,
  ).run({ ...comment, itemId });
}

function remove(db: Database, itemId: number, { id }: Comment): void {
  const { changes } = prepare(db, 'DELETE FROM comments WHERE id = ? AND item_id = ?').run(id, itemId);
  assert(changes === 1, `a removed comment is in the table: ${id}`);
}

/** What can change of one that was made. */
function update(db: Database, itemId: number, comment: Comment): void {
  const { changes } = prepare(
    db,
    `UPDATE comments SET text = @text, edited_at = @editedAt, resolved_by = @resolvedBy, resolved_at = @resolvedAt
     WHERE id = @id AND item_id = @itemId`,
  ).run({ ...comment, itemId });
  assert(changes === 1, `an updated comment is in the table: ${comment.id}`);
}

/** One edit of the comments of one item. They carry who and when themselves, so that an undo gives them back as they were. */
export const commentsApplied = defineOp({
  body: z.object({ itemId: z.int(), change: commentChangeSchema }),
  apply: (db, { itemId, change }) => {
    for (const comment of change.removed) remove(db, itemId, comment);
    for (const [, to] of change.updated) update(db, itemId, to);
    for (const comment of change.added) insert(db, itemId, comment);
  },
});
