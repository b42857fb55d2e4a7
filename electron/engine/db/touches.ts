import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';

/** Enough for whoever reads beside the writer; older ones are of use to nobody. */
const mostKept = 100_000;
/** To look at more of them one by one takes longer than a person waits. */
const mostTouched = 20_000;

/** The last note of `item_touches`; 0 when there is none. It only grows: the last one is never removed. */
export function findLastTouch(db: Database): number {
  return (prepare(db, 'SELECT max(seq) FROM item_touches').pluck().get() as number | null) ?? 0;
}

/**
 * The items that may have been written about since the note `since` was the last one, each once; null when they are more than a few
 * thousand, or when some of the notes are gone. The item of that note is one of them: what was written about it next has no note of its own.
 */
export function listTouched(db: Database, since: number): number[] | null {
  const first = prepare(db, 'SELECT min(seq) FROM item_touches').pluck().get() as number | null;
  if (first !== null && first > Math.max(since, 1)) return null;
  const touched = prepare(db, 'SELECT DISTINCT item_id FROM item_touches WHERE seq >= ? LIMIT ?')
    .pluck()
    .all(since, mostTouched + 1) as number[];
  return touched.length > mostTouched ? null : touched;
}

/** Removes all but the newest notes. Called where nobody reads yet: at opening. */
export function trimTouches(db: Database): void {
  const last = findLastTouch(db);
  const first = prepare(db, 'SELECT min(seq) FROM item_touches').pluck().get() as number | null;
  if (first !== null && last - first > 2 * mostKept)
    prepare(db, 'DELETE FROM item_touches WHERE seq <= ?').run(last - mostKept);
}
