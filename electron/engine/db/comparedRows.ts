import type { Database } from 'better-sqlite3';
import type { ItemId, PredictionId, RunId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { prepare } from './prepare.ts';

export interface ComparedRow {
  readonly id: PredictionId;
  readonly className: string;
  readonly score: number;
  readonly shape: Shape;
  /** It was decided on, or on the same object of an earlier run. */
  readonly isSettled: boolean;
}

const done = 'FROM run_items x JOIN items i ON i.id = x.item_id WHERE x.run_id = ? AND x.problem_code IS NULL';
/** Labels of a file that has other bytes by now wait to be confirmed. */
const isComparable = (stages: readonly Stage[]): string =>
  `NOT i.changed AND i.stage IN (${stages.map(() => '?').join(', ')})`;

/** Items of these stages that the run has done. One at a time, in the order they came into the project. */
export function eachComparedItem(db: Database, runId: RunId, stages: readonly Stage[]): IterableIterator<ItemId> {
  return prepare(db, `SELECT x.item_id ${done} AND ${isComparable(stages)} ORDER BY x.item_id`)
    .pluck()
    .iterate(runId, ...stages) as IterableIterator<ItemId>;
}

/** What else the run has done. */
export function countNotCompared(db: Database, runId: RunId, stages: readonly Stage[]): number {
  return prepare(db, `SELECT count(*) ${done} AND NOT (${isComparable(stages)})`)
    .pluck()
    .get(runId, ...stages) as number;
}

/** All that a run predicted in an item, decided on or not, best first. */
export function listComparedRows(db: Database, runId: RunId, itemId: ItemId): ComparedRow[] {
  const rows = prepare(
    db,
    `SELECT p.id, p.class_name AS className, p.score, p.shape,
       EXISTS (SELECT 1 FROM decisions d WHERE d.prediction_id = p.id)
       OR EXISTS (SELECT 1 FROM decisions d WHERE d.id = p.covered_by) AS isSettled
     FROM predictions p WHERE p.run_id = ? AND p.item_id = ? ORDER BY p.score DESC, p.id`,
  ).all(runId, itemId) as { id: PredictionId; className: string; score: number; shape: string; isSettled: number }[];
  return rows.map((row) => ({ ...row, shape: JSON.parse(row.shape) as Shape, isSettled: row.isSettled === 1 }));
}

/** The newest entry: while it is the same, the labels are. */
export function newestSeq(db: Database): number {
  return prepare(db, 'SELECT coalesce(max(seq), 0) FROM journal').pluck().get() as number;
}
