import type { Database } from 'better-sqlite3';
import { commit } from '../db/commit.ts';
import type { JournalEntry } from '../db/journal.ts';
import { itemsEdited } from '../db/ops/bulkOps.ts';
import { prepare } from '../db/prepare.ts';
import { noteChanged, refreshSummaries } from '../db/summaries.ts';
import { transact } from '../db/transact.ts';
import { findMarks } from '../handlers/applyEdit.ts';
import { changeFits } from '../handlers/changeFits.ts';
import { getStanding } from '../db/items.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { itemsOfEdit } from './planItemEdit.ts';
import type { ItemsEdit } from './planItemEdit.ts';

/** Whether the items are as the edit says they were. */
function fits(db: Database, edit: ItemsEdit): boolean {
  const parsed = itemsEdited.body.parse(edit);
  if (parsed.kind === 'tag') {
    const has = prepare(db, 'SELECT 1 FROM item_tags WHERE tag = ? AND item_id = ?');
    const isTagged = (itemId: number): boolean => has.get(parsed.tag, itemId) !== undefined;
    return parsed.removed.every(isTagged) && !parsed.added.some(isTagged);
  }
  if (parsed.kind === 'meta') {
    const has = prepare(db, "SELECT value FROM item_meta WHERE item_id = ? AND key = ? AND source = 'table'").pluck();
    return parsed.items.every(({ itemId, cells }) =>
      cells.every(({ key, from }) => has.get(itemId, key) === from?.value),
    );
  }
  if (parsed.kind === 'labels')
    return parsed.edits.every(({ itemId, change }) => {
      const { stage } = getStanding(db, itemId as ItemId);
      return changeFits(db, itemId as ItemId, stage, change);
    });
  const select = prepare(db, `SELECT ${parsed.kind} FROM items WHERE id = ?`).pluck();
  return parsed.moves.every(({ from, itemIds }) => itemIds.every((itemId) => select.get(itemId) === from));
}

/** Who had made the decisions that an edit takes along. */
function withMarks(db: Database, edit: ItemsEdit): ItemsEdit {
  if (edit.kind !== 'labels') return edit;
  const parsed = itemsEdited.body.parse(edit);
  if (parsed.kind !== 'labels') return edit;
  const edits = parsed.edits.map((one) => {
    const madeBefore = findMarks(db, one.change);
    return { ...one, ...(madeBefore ? { madeBefore } : {}) };
  });
  return { kind: 'labels', edits };
}

/**
 * Writes one edit of many items as one entry. Durable when it returns.
 * @param undoes the entry that it takes back
 * @returns null when the items are not as the edit says they were; nothing is changed then.
 * @throws {AppError} store.*
 */
export function applyItemsEdit(
  { db, actor }: { readonly db: Database; readonly actor: string },
  { edit, subject, label, undoes }: { edit: ItemsEdit; subject: string; label: string; undoes?: number },
): JournalEntry | null {
  return transact(db, () => {
    if (!fits(db, edit)) return null;
    const request = { op: 'items.edited', body: withMarks(db, edit), actor, subject, label } as const;
    return commit(db, undoes === undefined ? request : { ...request, undoes }, (entry) => {
      const itemIds = itemsOfEdit(edit);
      const hasLabeled = edit.kind === 'labels';
      if (hasLabeled) refreshSummaries(db, itemIds);
      noteChanged(db, itemIds, entry, { hasLabeled });
    });
  });
}
