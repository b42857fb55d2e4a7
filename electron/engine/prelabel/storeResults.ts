import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { ItemResult } from '#shared/contract/inferenceApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { insertPredictions } from '../db/predictions.ts';
import { findRunItem, insertRunItem } from '../db/runs.ts';
import type { RunItem, StoredRun } from '../db/runs.ts';
import { refreshSummaries } from '../db/summaries.ts';
import { transact } from '../db/transact.ts';

/**
 * Whether a result tells something of the item as it is now: files are moved, replaced and deleted while a model works.
 * Of other bytes it tells nothing; and that a file could not be read tells nothing once it lies elsewhere or is gone.
 */
function isCurrent(db: Database, item: RunItem, { result }: ItemResult): boolean {
  const now = findRunItem(db, item.itemId);
  if (!now || now.contentHash !== item.contentHash) return false;
  return result.ok || (!now.missing && now.path === item.path);
}

/**
 * Predictions and the fact that their items are done, together or not at all. Results of items that are gone or have
 * changed meanwhile are left out: those items are not done.
 * @returns what was stored.
 */
export function storeResults(
  db: Database,
  run: StoredRun,
  items: readonly RunItem[],
  results: readonly ItemResult[],
): readonly ItemResult[] {
  return transact(db, () => {
    const stored = results.filter((answer, index) => {
      const item = assertExists(items[index], 'results are in the order of their items');
      if (!isCurrent(db, item, answer)) return false;
      const { itemId } = item;
      const { result } = answer;
      if (!insertRunItem(db, run.id, itemId, result.ok ? null : result.error)) return false;
      const place = { runId: run.id, itemId: itemId, modelSha256: run.modelSha256 };
      if (result.ok) insertPredictions(db, place, result.predictions);
      return true;
    });
    refreshSummaries(
      db,
      stored.map(({ itemId }) => itemId as ItemId),
    );
    return stored;
  });
}
