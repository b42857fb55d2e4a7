import type { Database } from 'better-sqlite3';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { marginUncertainty } from '#shared/metrics/uncertainty.ts';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { createCoverFinder } from './covers.ts';
import { canonicalJson } from './journal.ts';
import { prepare } from './prepare.ts';
import { encodeScores } from './scoreBlob.ts';
import { numberOfClass } from './scoreClasses.ts';

interface ResultPlace {
  readonly runId: RunId;
  readonly itemId: ItemId;
  readonly modelSha256: string;
}

/** What a run found in one item. The caller's transaction also writes that the item is done. */
export function insertPredictions(
  db: Database,
  { runId, itemId, modelSha256 }: ResultPlace,
  predictions: readonly RawPrediction[],
): void {
  if (predictions.length === 0) return;
  const findCover = createCoverFinder(db, itemId, modelSha256);
  const insert = prepare(
    db,
    `INSERT INTO predictions (run_id, item_id, class_name, score, kind, shape, covered_by, scores, uncertainty)
     VALUES (@runId, @itemId, @className, @score, @kind, @shape, @coveredBy, @scores, @uncertainty)`,
  );
  for (const prediction of predictions) {
    const { className, score, shape, scores } = prediction;
    const coveredBy = findCover(prediction);
    insert.run({
      ...{ runId, itemId, className, score, kind: shape.kind, shape: canonicalJson(shape), coveredBy },
      scores: scores ? encodeScores(scores, (name) => numberOfClass(db, name)) : null,
      uncertainty: scores ? Math.round(marginUncertainty(score, scores) * 10_000) : null,
    });
  }
}

/** Asks anew what covers the predictions of a run in an item: it has other labels than when they were stored. */
export function coverPredictions(db: Database, { runId, itemId, modelSha256 }: ResultPlace): void {
  const findCover = createCoverFinder(db, itemId, modelSha256);
  const rows = prepare(
    db,
    'SELECT id, class_name AS className, shape FROM predictions WHERE run_id = ? AND item_id = ? AND covered_by IS NULL',
  ).all(runId, itemId) as { id: number; className: string; shape: string }[];
  const update = prepare(db, 'UPDATE predictions SET covered_by = ? WHERE id = ?');
  for (const { id, className, shape } of rows) {
    const coveredBy = findCover({ className, shape: JSON.parse(shape) as Shape });
    if (coveredBy !== null) update.run(coveredBy, id);
  }
}
