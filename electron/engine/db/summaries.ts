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
const flip = `SET is_open = 1 - is_open WHERE run_id = @runId AND is_open <> ${waits}`;
const reopen = `UPDATE predictions ${flip}`;
const reopenClass = `UPDATE predictions INDEXED BY predictions_class ${flip} AND class_name = @className`;

const reopenOne = `${reopen} AND item_id = @itemId`;

interface Counts {
  readonly annotations: number;
  readonly proposals: number;
  readonly lowest: number | null;
  /** The highest of the open proposals. */
  readonly uncertainty: number | null;
}

const openOfItem =
  'FROM predictions INDEXED BY predictions_item WHERE run_id = @runId AND item_id = @itemId AND is_open = 1';
const labelsSql = 'SELECT count(*) FROM annotations WHERE item_id = ?';
/** Where a model tells no more than the score of its best class, what is missing to certainty. */
const uncertaintySql = 'max(coalesce(uncertainty / 10000.0, 1 - score))';
const openSql = `SELECT count(*) AS proposals, min(score) AS lowest, ${uncertaintySql} AS uncertainty ${openOfItem}`;
const keptSql = `SELECT annotation_count AS annotations, proposal_count AS proposals, lowest_score AS lowest, uncertainty
  FROM item_summary WHERE item_id = ?`;

/** Writes only what is different: an edit pays for every page of an index that it touches. */
function refreshItem(db: Database, runId: number | null, itemId: number): void {
  prepare(db, reopenOne).run({ runId, itemId });
  const labels = prepare(db, labelsSql).pluck().get(itemId) as number;
  const open = prepare(db, openSql).get({ runId, itemId }) as Omit<Counts, 'annotations'>;
  const now: Counts = { annotations: labels, ...open };
  const kept = prepare(db, keptSql).get(itemId) as Counts | undefined;
  if (!kept) {
    const insert =
      'INSERT INTO item_summary (item_id, annotation_count, proposal_count, lowest_score, uncertainty) SELECT id, ?, ?, ?, ? FROM items WHERE id = ?';
    prepare(db, insert).run(now.annotations, now.proposals, now.lowest, now.uncertainty, itemId);
    return;
  }
  if (kept.annotations !== now.annotations) {
    prepare(db, 'UPDATE item_summary SET annotation_count = ? WHERE item_id = ?').run(now.annotations, itemId);
  }
  if (kept.proposals !== now.proposals || kept.lowest !== now.lowest) {
    const update = 'UPDATE item_summary SET proposal_count = ?, lowest_score = ? WHERE item_id = ?';
    prepare(db, update).run(now.proposals, now.lowest, itemId);
  }
  if (kept.uncertainty !== now.uncertainty) {
    prepare(db, 'UPDATE item_summary SET uncertainty = ? WHERE item_id = ?').run(now.uncertainty, itemId);
  }
}

function refreshProposals(db: Database, runId: number | null): void {
  prepare(db, reopen).run({ runId });
  // The others are overwritten below: each change of a row changes its indexes, too.
  prepare(
    db,
    `UPDATE item_summary SET proposal_count = 0, lowest_score = NULL, uncertainty = NULL WHERE proposal_count > 0
       AND item_id NOT IN (SELECT item_id FROM predictions WHERE run_id = @runId AND is_open = 1)`,
  ).run({ runId });
  prepare(
    db,
    `UPDATE item_summary SET proposal_count = open.count, lowest_score = open.lowest,
       uncertainty = open.uncertainty
     FROM (SELECT item_id, count(*) AS count, min(score) AS lowest, ${uncertaintySql} AS uncertainty
           FROM predictions INDEXED BY predictions_item WHERE run_id = @runId AND is_open = 1 GROUP BY item_id) AS open
     WHERE item_summary.item_id = open.item_id`,
  ).run({ runId });
}

/** A class of a model became ignored, or is so no longer: only items where the active run found it have other counts. */
export function refreshPredictedClass(db: Database, modelSha256: string, className: string): void {
  const runId = findActiveRunId(db);
  const active = prepare(db, 'SELECT model_sha256 FROM runs WHERE id = ?').pluck().get(runId) as string | undefined;
  if (active !== modelSha256) return;
  prepare(db, reopenClass).run({ runId, className });
  const ofItem = openOfItem.replace('@itemId', 'item_summary.item_id');
  prepare(
    db,
    `UPDATE item_summary SET proposal_count = (SELECT count(*) ${ofItem}), lowest_score = (SELECT min(score) ${ofItem}),
       uncertainty = (SELECT ${uncertaintySql} ${ofItem})
     WHERE item_id IN (SELECT item_id FROM predictions INDEXED BY predictions_class
                       WHERE run_id = @runId AND class_name = @className)`,
  ).run({ runId, className });
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
  else for (const itemId of changed) refreshItem(db, runId, itemId);
}
