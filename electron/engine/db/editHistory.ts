import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { Change } from '#shared/change/change.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import type { HistoryEntry } from '#shared/contract/engineApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { JournalEntry } from './journal.ts';
import { annotationsApplied } from './ops/annotationOps.ts';
import type { DecisionMarks } from './ops/annotationOps.ts';
import { prepare } from './prepare.ts';

type Mark = Pick<JournalEntry, 'seq' | 'undoes'>;

/**
 * What can be undone and redone, read from the journal, so that it is the same after a restart. An edit names nothing;
 * an undo names the edit it takes back; a redo names the undo it takes back.
 */
export interface EditHistory {
  /** Takes note of an entry that was just committed. */
  note(entry: Mark): void;
  peekUndo(): HistoryEntry | null;
  peekRedo(): HistoryEntry | null;
  /** The item of an entry and the change that takes it back, with who had made the decisions that come back. */
  inverse(seq: number): { itemId: ItemId; change: Change; label: string; madeAgain: DecisionMarks };
}

export function createEditHistory(db: Database): EditHistory {
  /** Entries whose effect is in force (edits and redos), and undos that can still be taken back; newest last. */
  const undoable: number[] = [];
  const redoable: number[] = [];

  function note({ seq, undoes }: Mark): void {
    if (undoes === null) {
      undoable.push(seq);
      redoable.length = 0;
    } else if (undoable.at(-1) === undoes) {
      undoable.pop();
      redoable.push(seq);
    } else if (redoable.at(-1) === undoes) {
      redoable.pop();
      undoable.push(seq);
    }
  }

  // From an index of its own: reading a long journal for this would keep a project from opening at once.
  const marks = db.prepare("SELECT seq, undoes FROM journal WHERE op = 'annotations.applied' ORDER BY seq");
  for (const mark of marks.iterate() as IterableIterator<Mark>) note(mark);

  function describe(seq: number | undefined): HistoryEntry | null {
    return seq === undefined ? null : toHistoryEntry(readEntry(db, seq));
  }

  return {
    note,
    peekUndo: () => describe(undoable.at(-1)),
    peekRedo: () => describe(redoable.at(-1)),
    inverse(seq) {
      const { body, label } = readEntry(db, seq);
      const { itemId, change, madeBefore = {} } = annotationsApplied.body.parse(JSON.parse(body));
      return { itemId: itemId as ItemId, change: invertChange(change), label, madeAgain: madeBefore };
    },
  };
}

function readEntry(db: Database, seq: number): JournalEntry {
  const entry = prepare(db, 'SELECT * FROM journal WHERE seq = ?').get(seq) as JournalEntry | undefined;
  return assertExists(entry, 'the journal is append-only');
}

function toHistoryEntry({ seq, at, actor, label, subject, undoes }: JournalEntry): HistoryEntry {
  const [kind, id] = subject.split(':');
  return { seq, at, actor, label, undoes, itemId: kind === 'item' ? (Number(id) as ItemId) : null };
}

/** Newest first, of one item or of the whole project. */
export function listHistory(db: Database, itemId: ItemId | undefined, limit: number): HistoryEntry[] {
  const where = itemId === undefined ? '' : 'WHERE subject = @subject';
  const rows = prepare(db, `SELECT * FROM journal ${where} ORDER BY seq DESC LIMIT @limit`).all({
    limit,
    ...(itemId === undefined ? {} : { subject: `item:${itemId}` }),
  }) as JournalEntry[];
  return rows.map(toHistoryEntry);
}
