import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';

/** The entry that an edit became, if it was made already, and what that entry is about. */
export function findEdit(db: Database, editId: string): { readonly seq: number; readonly subject: string } | undefined {
  return prepare(db, 'SELECT j.seq, j.subject FROM edit_ids e JOIN journal j ON j.seq = e.seq WHERE e.edit_id = ?').get(
    editId,
  ) as { seq: number; subject: string } | undefined;
}

/** In the transaction of the edit itself: both are on disk, or neither is. */
export function noteEdit(db: Database, editId: string, seq: number): void {
  prepare(db, 'INSERT INTO edit_ids (edit_id, seq) VALUES (?, ?)').run(editId, seq);
}
