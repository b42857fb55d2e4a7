import type { Migration } from './migration.ts';

/**
 * Numbers of runs are never given twice: decisions remember theirs after a run is deleted. A deleted run is hidden at once
 * and taken away bit by bit. What hangs on an item is found by it, so that moving many images reads no table as a whole.
 * The journal can hold `model.updated` from now on, which older programs would call damage.
 */
export const runNumbers: Migration = {
  number: 7,
  oldestReader: 7,
  sql: `
    ALTER TABLE runs ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
    INSERT OR REPLACE INTO meta (key, value)
      SELECT 'highestRunId', CAST(max(coalesce((SELECT max(id) FROM runs), 0),
                                      coalesce((SELECT max(run_id) FROM decisions), 0)) AS TEXT);
    CREATE INDEX predictions_of_item ON predictions(item_id);
    CREATE INDEX run_items_of_item ON run_items(item_id);
  `,
};
