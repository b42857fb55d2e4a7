import type { Migration } from './migration.ts';

/**
 * Whether a prediction still waits for a person becomes a column, kept right for the active run by refreshSummaries, so
 * that lists and counts are answered from indexes: asking it anew for each prediction took time that grew with the
 * square of the number of images.
 */
export const openPredictions: Migration = {
  number: 2,
  oldestReader: 1,
  sql: `
    DROP VIEW open_predictions;
    DROP INDEX predictions_score;
    DROP INDEX predictions_item;
    DROP INDEX item_summary_lowest;
    ALTER TABLE predictions ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1;
    UPDATE predictions SET is_open = 0 WHERE
      EXISTS (SELECT 1 FROM decisions d WHERE d.prediction_id = predictions.id)
      OR EXISTS (SELECT 1 FROM decisions d WHERE d.id = predictions.covered_by)
      OR EXISTS (SELECT 1 FROM annotations a WHERE a.id = predictions.covered_by)
      OR EXISTS (SELECT 1 FROM runs r JOIN class_matches m ON m.model_sha256 = r.model_sha256
                 WHERE r.id = predictions.run_id AND m.class_name = predictions.class_name AND m.class_id IS NULL);
    CREATE INDEX predictions_item ON predictions(run_id, item_id, is_open, score);
    CREATE INDEX predictions_class ON predictions(run_id, class_name, is_open, item_id);
    CREATE INDEX predictions_open_score ON predictions(run_id, score, item_id, is_open) WHERE is_open;
    CREATE INDEX item_summary_confidence ON item_summary(coalesce(lowest_score, 2), item_id);
    CREATE INDEX item_summary_undecided ON item_summary(item_id) WHERE proposal_count > 0;

    -- What of the active run still waits for a person.
    CREATE VIEW open_predictions AS
      SELECT p.* FROM meta active JOIN predictions p ON p.run_id = CAST(active.value AS INTEGER)
      WHERE active.key = 'activeRunId' AND p.is_open;
  `,
};
