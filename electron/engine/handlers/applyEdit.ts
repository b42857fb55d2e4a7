import type { Database } from 'better-sqlite3';
import type { Change, RecordDiff } from '#shared/change/change.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { listAnnotations, listDecisions } from '../db/annotations.ts';
import { commit } from '../db/commit.ts';
import { getItem } from '../db/items.ts';
import { canonicalJson } from '../db/journal.ts';
import type { JournalEntry } from '../db/journal.ts';
import { prepare } from '../db/prepare.ts';
import { refreshSummaries } from '../db/summaries.ts';

/** Whether a diff starts from the rows that are there: nothing is overwritten unseen. */
function fits<Row extends { readonly id: string }>(rows: readonly Row[], diff: RecordDiff<Row>): boolean {
  const known = new Map(rows.map((row) => [row.id, canonicalJson(row)]));
  const isAsBefore = (row: Row): boolean => known.get(row.id) === canonicalJson(row);
  return (
    diff.removed.every(isAsBefore) &&
    diff.updated.every(([from, to]) => from.id === to.id && isAsBefore(from)) &&
    diff.added.every((row) => !known.has(row.id))
  );
}

function changeFits(db: Database, itemId: ItemId, change: Change): boolean {
  if (change.stage && change.stage[0] !== getItem(db, itemId).stage) return false;
  return fits(listAnnotations(db, itemId), change.annotations) && fits(listDecisions(db, itemId), change.decisions);
}

function assertClassesExist(db: Database, { annotations }: Change): void {
  const exists = prepare(db, 'SELECT 1 FROM classes WHERE id = ?');
  for (const { classId } of [...annotations.added, ...annotations.updated.map(([, to]) => to)]) {
    if (!exists.get(classId)) throw new AppError('class.notFound', { id: classId });
  }
}

/**
 * Writes one edit of one item. Durable when it returns.
 * @returns the entry and the item's new revision, or null when the change doesn't start from what is stored.
 * @throws {AppError} item.notFound, class.notFound, store.*
 */
export function applyEdit(
  { db, actor }: { readonly db: Database; readonly actor: string },
  edit: { itemId: ItemId; change: Change; label: string; undoes?: number; baseRevision?: number },
): { entry: JournalEntry; revision: number } | null {
  const { itemId, change, label, undoes, baseRevision } = edit;
  const { revision } = getItem(db, itemId);
  if (baseRevision !== undefined && baseRevision !== revision) return null;
  if (!changeFits(db, itemId, change)) return null;
  assertClassesExist(db, change);
  const request = { op: 'annotations.applied', body: { itemId, change }, actor, subject: `item:${itemId}`, label } as const;
  const entry = commit(db, undoes === undefined ? request : { ...request, undoes }, () => refreshSummaries(db, [itemId]));
  return { entry, revision: revision + 1 };
}
