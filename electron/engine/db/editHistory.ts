import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import { assertExists } from '#shared/base/assert.ts';
import type { Change } from '#shared/change/change.ts';
import type { CommentChange } from '#shared/change/commentChange.ts';
import { invertChange, invertDiff } from '#shared/change/invertChange.ts';
import type { HistoryEntry } from '#shared/contract/api/annotationsApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createEditStacks } from './editStacks.ts';
import type { EditMark } from './editStacks.ts';
import type { JournalEntry } from './journal.ts';
import { annotationsApplied } from './ops/annotationOps.ts';
import type { DecisionMarks } from './ops/annotationOps.ts';
import { itemsEdited } from './ops/bulkOps.ts';
import { commentsApplied } from './ops/commentOps.ts';
import { prepare } from './prepare.ts';

/** What takes an entry back: of labels with who had made the decisions that come back. */
export type Inverse = { readonly label: string } & (
  | {
      readonly op: 'annotations.applied';
      readonly itemId: ItemId;
      readonly change: Change;
      readonly madeAgain: DecisionMarks;
    }
  | { readonly op: 'comments.applied'; readonly itemId: ItemId; readonly change: CommentChange }
  | { readonly op: 'items.edited'; readonly subject: string; readonly edit: EditedItems }
);

/** What was done to many items. */
export type EditedItems = z.output<(typeof itemsEdited)['body']>;

/** What a person edits in an item. */
const edits =
  "op IN ('annotations.applied', 'comments.applied', 'items.edited', 'import.finished', 'restore.finished', 'merge.finished')";

/** What can be undone and redone, read from the journal, so that it is the same after a restart. */
export interface EditHistory {
  /** Takes note of an entry that was just committed. */
  note(entry: EditMark): void;
  peekUndo(): HistoryEntry | null;
  peekRedo(): HistoryEntry | null;
  /** The newest edit of one item that is in force. */
  peekUndoIn(itemId: ItemId): HistoryEntry | null;
  /** Of many items the edit itself, for the caller to turn around. */
  inverse(seq: number): Inverse;
  /** Whether it is an import, a restore or a merge, or the undo of one: that is about many items, and a thread of its own takes it back. */
  isParted(seq: number): boolean;
  /** What an entry is about: the parts of one long edit have the same. */
  subjectOf(seq: number): string;
}

export function createEditHistory(db: Database): EditHistory {
  const undoesOf = (seq: number): number | null =>
    prepare(db, 'SELECT undoes FROM journal WHERE seq = ?').pluck().get(seq) as number | null;

  // Made before anything is pushed, and read from the end of the journal: a long one opens as fast as a short one.
  const stacks = createEditStacks({
    before: (seq, limit) => {
      const select = `SELECT seq, undoes FROM journal WHERE ${edits} AND seq < ? ORDER BY seq DESC LIMIT ?`;
      return prepare(db, select).all(seq, limit) as EditMark[];
    },
    undoes: undoesOf,
  });

  /** An item's edits, undos and redos take back nothing but each other: its part of the journal is a journal of its own. */
  function topUndoIn(itemId: ItemId): number | undefined {
    return createEditStacks({
      before: (seq, limit) => {
        const select = `SELECT seq, undoes FROM journal
          WHERE subject = ? AND ${edits} AND seq < ? ORDER BY seq DESC LIMIT ?`;
        return prepare(db, select).all(`item:${itemId}`, seq, limit) as EditMark[];
      },
      undoes: undoesOf,
    }).topUndo();
  }

  function describe(seq: number | undefined): HistoryEntry | null {
    return seq === undefined ? null : toHistoryEntry(readEntry(db, seq));
  }

  return {
    note: (mark) => stacks.push(mark),
    peekUndo: () => describe(stacks.topUndo()),
    peekRedo: () => describe(stacks.topRedo()),
    peekUndoIn: (itemId) => describe(topUndoIn(itemId)),
    isParted: (seq) => ['import.finished', 'restore.finished', 'merge.finished'].includes(readEntry(db, seq).op),
    subjectOf: (seq) => readEntry(db, seq).subject,
    inverse(seq) {
      const { op, body, label, subject } = readEntry(db, seq);
      if (op === 'items.edited') return { op, subject, edit: itemsEdited.body.parse(JSON.parse(body)), label };
      if (op === 'comments.applied') {
        const { itemId, change } = commentsApplied.body.parse(JSON.parse(body));
        return { op, itemId: itemId as ItemId, change: invertDiff(change), label };
      }
      const { itemId, change, madeBefore = {} } = annotationsApplied.body.parse(JSON.parse(body));
      return {
        op: 'annotations.applied',
        itemId: itemId as ItemId,
        change: invertChange(change),
        label,
        madeAgain: madeBefore,
      };
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
  // Of an import, a restore or a merge its last entry stands for all.
  const ofItem = 'WHERE subject = @subject OR seq IN (SELECT seq FROM import_items WHERE item_id = @itemId)';
  const where =
    itemId === undefined ? "WHERE op NOT IN ('import.applied', 'restore.applied', 'merge.applied')" : ofItem;
  const rows = prepare(db, `SELECT * FROM journal ${where} ORDER BY seq DESC LIMIT @limit`).all({
    limit,
    ...(itemId === undefined ? {} : { subject: `item:${itemId}`, itemId }),
  }) as JournalEntry[];
  return rows.map(toHistoryEntry);
}
