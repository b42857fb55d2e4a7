import type { Database } from 'better-sqlite3';
import { commit } from '../db/commit.ts';
import type { CommitRequest } from '../db/commit.ts';
import type { JournalEntry } from '../db/journal.ts';
import { prepare } from '../db/prepare.ts';
import { noteChanged, refreshSummaries } from '../db/summaries.ts';

/** One entry of the journal holds at most so many items, labels and characters: its text is held as a whole. */
export const partLimits = { items: 500, labels: 20_000, letters: 8_000_000 } as const;

/** The first and the last entry of the parts; null: there are none. */
export type PartRange = readonly [number, number] | null;

export interface PartWords {
  readonly actor: string;
  readonly label: string;
  readonly subject: string;
}

/** An edit of many items that is several entries of the journal, in one transaction, and how it is taken back. */
export interface PartedEdit {
  partsOf(finishedBody: string): PartRange;
  /** @throws {AppError} when the state is not what the part left behind */
  takePartBack(
    db: Database,
    partBody: string,
    words: PartWords,
  ): { readonly entry: JournalEntry; readonly items: number };
  /** Writes the last entry of the undo. */
  finish(db: Database, finishedBody: string, parts: PartRange, words: PartWords & { readonly undoes: number }): void;
}

/** Writes one part, and what is derived of its items. Part of the caller's transaction. */
export function commitPart<Op extends 'import.applied' | 'restore.applied' | 'merge.applied'>(
  db: Database,
  request: CommitRequest<Op>,
  itemIds: readonly number[],
): JournalEntry {
  const note = prepare(db, 'INSERT OR IGNORE INTO import_items (item_id, seq) VALUES (?, ?)');
  return commit(db, request, (entry) => {
    for (const itemId of itemIds) note.run(itemId, entry.seq);
    refreshSummaries(db, itemIds);
    noteChanged(db, itemIds, entry, { hasLabeled: true });
  });
}
