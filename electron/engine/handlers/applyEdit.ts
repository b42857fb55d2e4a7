import type { Database } from 'better-sqlite3';
import type { Change } from '#shared/change/change.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { commit } from '../db/commit.ts';
import { noteEdit } from '../db/editIds.ts';
import { getStanding } from '../db/items.ts';
import type { JournalEntry } from '../db/journal.ts';
import type { DecisionMarks } from '../db/ops/annotationOps.ts';
import { prepare } from '../db/prepare.ts';
import { noteChanged, refreshSummaries } from '../db/summaries.ts';
import { transact } from '../db/transact.ts';
import { assertValidChange } from './assertValidChange.ts';
import { changeFits } from './changeFits.ts';

/** Who made the decisions that an edit takes away or replaces: so that taking it back gives them back as they were. */
export function findMarks(db: Database, { decisions }: Change): DecisionMarks | undefined {
  const gone = [...decisions.removed, ...decisions.updated.map(([from]) => from)];
  if (gone.length === 0) return undefined;
  const select = prepare(db, 'SELECT actor, at FROM decisions WHERE id = ?');
  return Object.fromEntries(gone.map(({ id }) => [id, select.get(id) as DecisionMarks[string]]));
}

export interface Edit {
  readonly itemId: ItemId;
  readonly change: Change;
  readonly label: string;
  /** The revision the person saw; left out when it doesn't matter. */
  readonly baseRevision?: number;
  /** The client's own name of it; not made before. */
  readonly editId?: string | undefined;
  /** Set by undo and redo: the entry they take back. */
  readonly takesBack?: { readonly seq: number; readonly madeAgain: DecisionMarks };
}

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

interface Applied {
  readonly entry: JournalEntry;
  readonly revision: number;
}

function applyInside({ db, actor }: Writer, edit: Edit): Applied | null {
  const { itemId, change, label, baseRevision, editId, takesBack } = edit;
  const { revision, stage } = getStanding(db, itemId);
  if (baseRevision !== undefined && baseRevision !== revision) return null;
  // What is taken back was valid once, and may bring back decisions on predictions of a run that is deleted by now.
  if (!takesBack) assertValidChange(db, itemId, change);
  if (!changeFits(db, itemId, stage, change)) return null;
  const madeBefore = findMarks(db, change);
  const madeAgain = takesBack?.madeAgain;
  const body = { itemId, change, ...(madeBefore ? { madeBefore } : {}), ...(madeAgain ? { madeAgain } : {}) };
  const request = { op: 'annotations.applied', body, actor, subject: `item:${itemId}`, label } as const;
  const undoing = takesBack ? { ...request, undoes: takesBack.seq } : request;
  const entry = commit(db, undoing, (entry) => {
    refreshSummaries(db, [itemId]);
    noteChanged(db, [itemId], entry, { hasLabeled: true });
    if (editId !== undefined) noteEdit(db, editId, entry.seq);
  });
  return { entry, revision: revision + 1 };
}

/**
 * Writes one edit of one item. Durable when it returns.
 * @returns the entry and the item's new revision, or null when the change doesn't start from what is stored.
 * @throws {AppError} item.notFound, class.notFound, contract.badInput, store.*; nothing is changed then.
 */
export function applyEdit(writer: Writer, edit: Edit): Applied | null {
  // What is looked at and what is written lie in one transaction; each look on its own would take a lock of its own.
  return transact(writer.db, () => applyInside(writer, edit));
}
