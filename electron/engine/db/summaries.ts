import type { Database } from 'better-sqlite3';
import { findActiveRunId } from './activeRun.ts';
import { prepare } from './prepare.ts';

/** A prediction waits for a person unless it is decided, or what covered it is still there, or its class is ignored. */
const waits = `NOT (
  EXISTS (SELECT 1 FROM decisions d WHERE d.prediction_id = predictions.id)
  OR (covered_by IS NOT NULL AND (EXISTS (SELECT 1 FROM decisions d WHERE d.id = covered_by)
                                  OR EXISTS (SELECT 1 FROM annotations a WHERE a.id = covered_by)))
  OR EXISTS (SELECT 1 FROM class_matches m WHERE m.model_sha256 = (SELECT model_sha256 FROM runs WHERE id = @runId)
               AND m.class_name = predictions.class_name AND m.class_id IS NULL))`;
const reopen = `UPDATE predictions SET is_open = 1 - is_open WHERE run_id = @runId AND is_open <> ${waits}`;

const upsert = (counts: string): string => `
  INSERT INTO item_summary (item_id, annotation_count, proposal_count, lowest_score) ${counts}
  ON CONFLICT (item_id) DO UPDATE SET annotation_count = excluded.annotation_count,
    proposal_count = excluded.proposal_count, lowest_score = excluded.lowest_score`;

function refreshItems(db: Database, runId: number | null, itemIds: readonly number[]): void {
  const reopenItem = prepare(db, `${reopen} AND item_id = @itemId`);
  const openOfItem = 'FROM predictions WHERE run_id = @runId AND item_id = @itemId AND is_open = 1';
  const count = prepare(
    db,
    upsert(`SELECT id, (SELECT count(*) FROM annotations WHERE item_id = @itemId), (SELECT count(*) ${openOfItem}),
            (SELECT min(score) ${openOfItem}) FROM items WHERE id = @itemId`),
  );
  for (const itemId of itemIds) {
    reopenItem.run({ runId, itemId });
    count.run({ runId, itemId });
  }
}

function refreshProposals(db: Database, runId: number | null): void {
  prepare(db, reopen).run({ runId });
  prepare(db, 'UPDATE item_summary SET proposal_count = 0, lowest_score = NULL WHERE proposal_count > 0').run();
  prepare(
    db,
    `UPDATE item_summary SET proposal_count = open.count, lowest_score = open.lowest
     FROM (SELECT item_id, count(*) AS count, min(score) AS lowest FROM predictions INDEXED BY predictions_item
           WHERE run_id = @runId AND is_open = 1 GROUP BY item_id) AS open
     WHERE item_summary.item_id = open.item_id`,
  ).run({ runId });
}

/**
 * Keeps in step what is derived from predictions of the active run and from labels: which predictions are open, and what
 * the gallery shows of items. Called inside the transaction that changes what it is derived from.
 * @param changed items whose predictions, decisions or annotations changed; `all` when the active run or what its
 * classes are matched to changed (labels are not counted anew then: they can't have changed by that).
 */
export function refreshSummaries(db: Database, changed: readonly number[] | 'all'): void {
  const runId = findActiveRunId(db);
  if (changed === 'all') refreshProposals(db, runId);
  else refreshItems(db, runId, changed);
}
