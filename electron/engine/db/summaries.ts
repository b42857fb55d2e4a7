import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';

const select = `
  SELECT i.id,
    (SELECT count(*) FROM annotations a WHERE a.item_id = i.id),
    (SELECT count(*) FROM open_predictions p WHERE p.item_id = i.id),
    (SELECT min(score) FROM open_predictions p WHERE p.item_id = i.id)
  FROM items i`;
const write = 'INSERT OR REPLACE INTO item_summary (item_id, annotation_count, proposal_count, lowest_score)';

/**
 * Counts anew what the gallery shows of items. Called inside the transaction that changes annotations, decisions,
 * predictions, class matches or the active run.
 */
export function refreshSummaries(db: Database, itemIds: readonly number[] | 'all'): void {
  if (itemIds === 'all') {
    prepare(db, `${write} ${select}`).run();
    return;
  }
  const one = prepare(db, `${write} ${select} WHERE i.id = ?`);
  for (const itemId of itemIds) one.run(itemId);
}
