import type { Database } from 'better-sqlite3';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import { coverPredictions } from './predictions.ts';
import { prepare } from './prepare.ts';
import { refreshSummaries } from './summaries.ts';

/**
 * What runs found in bytes that are no longer the item's: forgotten, so that a run that goes on looks again. What a
 * person decided stays. The caller's transaction also writes the new bytes.
 */
export function forgetResults(db: Database, itemId: ItemId): void {
  prepare(
    db,
    `DELETE FROM predictions WHERE item_id = ?
       AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.prediction_id = predictions.id)`,
  ).run(itemId);
  prepare(db, 'DELETE FROM run_items WHERE item_id = ?').run(itemId);
  refreshSummaries(db, [itemId]);
}

/**
 * The item `from` gives way to `to`, which is the same image: what runs found in `from` is `to`'s now, where those runs
 * haven't done `to`. The caller's transaction also takes `from` away.
 */
export function moveResults(db: Database, from: ItemId, to: ItemId): void {
  // That a file could not be read where it no longer lay is outdone by what was found where it lies.
  prepare(
    db,
    `DELETE FROM run_items WHERE item_id = @to AND problem_code IS NOT NULL AND EXISTS
       (SELECT 1 FROM run_items f WHERE f.run_id = run_items.run_id AND f.item_id = @from AND f.problem_code IS NULL)`,
  ).run({ from, to });
  const moved = prepare(
    db,
    `SELECT f.run_id AS runId, r.model_sha256 AS modelSha256 FROM run_items f JOIN runs r ON r.id = f.run_id
     WHERE f.item_id = @from
       AND NOT EXISTS (SELECT 1 FROM run_items t WHERE t.run_id = f.run_id AND t.item_id = @to)`,
  ).all({ from, to }) as { runId: RunId; modelSha256: string }[];
  for (const { runId, modelSha256 } of moved) {
    for (const table of ['predictions', 'run_items']) {
      prepare(db, `UPDATE ${table} SET item_id = @to WHERE run_id = @runId AND item_id = @from`).run({
        from,
        to,
        runId,
      });
    }
    coverPredictions(db, { runId, itemId: to, modelSha256 });
  }
  refreshSummaries(db, [to]);
}
