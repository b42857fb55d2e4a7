import type { Database } from 'better-sqlite3';
import { findActiveRunId } from './activeRun.ts';
import { prepare } from './prepare.ts';
import { shapeBitsSql } from './shapeBits.ts';

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

/** What `item_summary` says of labels and of open proposals, by its columns. */
type Kept = Readonly<Record<string, number | null>>;

const openOfItem =
  'FROM predictions INDEXED BY predictions_item WHERE run_id = @runId AND item_id = @itemId AND is_open = 1';
const labelsSql = `SELECT count(*) AS annotation_count, count(DISTINCT class_id) AS class_count, ${shapeBitsSql} AS shape_bits,
  min(short_px) AS shortest_px, max(short_px) AS longest_px, min(area_px2) AS least_area, max(area_px2) AS most_area
  FROM annotations WHERE item_id = ?`;
/** Where a model tells no more than the score of its best class, what is missing to certainty. */
const uncertaintySql = 'max(coalesce(uncertainty / 10000.0, 1 - score))';
const openSql = `SELECT count(*) AS proposal_count, min(score) AS lowest_score, max(score) AS highest_score,
  ${uncertaintySql} AS uncertainty ${openOfItem}`;
const keptSql = `SELECT annotation_count, class_count, shape_bits, shortest_px, longest_px, least_area, most_area, proposal_count,
  lowest_score, highest_score, uncertainty FROM item_summary WHERE item_id = ?`;

/** Writes only what is different: an edit pays for every page of an index that it touches. */
function refreshItem(db: Database, runId: number | null, itemId: number): void {
  prepare(db, reopenOne).run({ runId, itemId });
  const now: Kept = {
    ...(prepare(db, labelsSql).get(itemId) as Kept),
    ...(prepare(db, openSql).get({ runId, itemId }) as Kept),
  };
  let kept = prepare(db, keptSql).get(itemId) as Kept | undefined;
  if (!kept) {
    prepare(db, 'INSERT INTO item_summary (item_id) SELECT id FROM items WHERE id = ?').run(itemId);
    kept = {};
  }
  const before = kept;
  const different = Object.keys(now).filter((column) => now[column] !== before[column]);
  if (different.length === 0) return;
  const set = different.map((column) => `${column} = @${column}`).join(', ');
  prepare(db, `UPDATE item_summary SET ${set} WHERE item_id = @itemId`).run({ ...now, itemId });
}

function refreshProposals(db: Database, runId: number | null): void {
  prepare(db, reopen).run({ runId });
  // The others are overwritten below: each change of a row changes its indexes, too.
  prepare(
    db,
    `UPDATE item_summary SET proposal_count = 0, lowest_score = NULL, highest_score = NULL,
       uncertainty = NULL WHERE proposal_count > 0
       AND item_id NOT IN (SELECT item_id FROM predictions WHERE run_id = @runId AND is_open = 1)`,
  ).run({ runId });
  prepare(
    db,
    `UPDATE item_summary SET proposal_count = open.count, lowest_score = open.lowest, highest_score = open.highest,
       uncertainty = open.uncertainty
     FROM (SELECT item_id, count(*) AS count, min(score) AS lowest, max(score) AS highest, ${uncertaintySql} AS uncertainty
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
       highest_score = (SELECT max(score) ${ofItem}),
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

/**
 * Notes who changed something of items, and when; in the transaction that does. `hasLabeled`: it was about labels, which
 * `annotated-by` finds.
 */
export function noteChanged(
  db: Database,
  itemIds: readonly number[],
  { at, actor }: { readonly at: string; readonly actor: string },
  { hasLabeled }: { readonly hasLabeled: boolean },
): void {
  const changed = prepare(db, 'UPDATE item_summary SET changed_ms = ? WHERE item_id = ?');
  const labeled = prepare(db, 'INSERT OR IGNORE INTO item_actors (actor, item_id) VALUES (?, ?)');
  for (const itemId of itemIds) {
    changed.run(Date.parse(at), itemId);
    if (hasLabeled) labeled.run(actor, itemId);
  }
}
