import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { JournalEntry } from '../db/journal.ts';
import { prepare } from '../db/prepare.ts';
import { transact } from '../db/transact.ts';
import { importParts } from './import/importParts.ts';
import type { PartedEdit } from './partedEdit.ts';
import { mergeParts } from '../sharing/merge/mergeParts.ts';
import { restoreParts } from './versions/restoreParts.ts';

/** Edits of many items, by the op of their last entry. */
const partedEdits: Readonly<Record<string, PartedEdit>> = {
  'import.finished': importParts,
  'restore.finished': restoreParts,
  'merge.finished': mergeParts,
};

/**
 * Takes an import, a restore or a merge back, or the undo of one: each of its parts, the last first, and an entry that names what it undoes.
 * All or nothing.
 * @param seq of its last entry
 * @param count called with the items so far; what it throws takes everything back
 * @throws {AppError} import.builtOn, version.builtOn, merge.builtOn when labels are not as it left them
 */
export function takeBackParts(db: Database, actor: string, seq: number, count: (items: number) => void): void {
  const read = (at: number): JournalEntry => prepare(db, 'SELECT * FROM journal WHERE seq = ?').get(at) as JournalEntry;
  const { op, body, label, subject } = read(seq);
  const edit = assertExists(partedEdits[op], `an entry of parts: ${op}`);
  const words = { actor, label, subject };
  let done = 0;
  transact(db, () => {
    const parts = edit.partsOf(body);
    let taken: [number, number] | null = null;
    for (let part = parts?.[1] ?? 0; parts && part >= parts[0]; part -= 1) {
      const { entry, items } = edit.takePartBack(db, read(part).body, words);
      taken = [taken?.[0] ?? entry.seq, entry.seq];
      count((done += items));
    }
    edit.finish(db, body, taken, { ...words, undoes: seq });
  });
}
