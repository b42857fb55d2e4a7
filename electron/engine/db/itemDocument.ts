import type { Database } from 'better-sqlite3';
import type { ItemId, PredictionId, RunId } from '#shared/model/ids.ts';
import type { ItemDocument, ScoredClasses } from '#shared/model/itemDocument.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { decodeScores } from './scoreBlob.ts';
import { nameOfClass } from './scoreClasses.ts';
import { findActiveRunId } from './activeRun.ts';
import { listAnnotations, listDecisions } from './annotations.ts';
import { resolveClass } from './classMatches.ts';
import { getItem } from './items.ts';
import { prepare } from './prepare.ts';

interface PredictionRow {
  readonly id: PredictionId;
  readonly className: string;
  readonly score: number;
  readonly shape: string;
  readonly agreement: number | null;
  readonly scores: Uint8Array | null;
}

/** Of one run and item: what is decided and what still waits, but not what is covered or ignored. */
function listVisiblePredictions(db: Database, runId: RunId, modelSha256: string, itemId: ItemId): Prediction[] {
  const rows = prepare(
    db,
    `SELECT id, class_name AS className, score, shape, agreement, scores FROM predictions
     WHERE run_id = @runId AND item_id = @itemId
       AND (id IN (SELECT prediction_id FROM decisions WHERE item_id = @itemId)
            OR id IN (SELECT id FROM open_predictions WHERE item_id = @itemId))
     ORDER BY score, id`,
  ).all({ runId, itemId }) as PredictionRow[];
  return rows.flatMap(({ id, className, score, shape, agreement, scores: bytes }) => {
    const classId = resolveClass(db, modelSha256, className);
    if (classId === 'ignore') return [];
    const scores = bytes && decodeScores(bytes, (number) => nameOfClass(db, number));
    const prediction = { id, runId, itemId, className, classId, score, shape: JSON.parse(shape) as Shape };
    return [{ ...prediction, ...(agreement === null ? {} : { agreement }), ...(scores ? { scores } : {}) }];
  });
}

function findSkeleton(db: Database, modelSha256: string | null): Skeleton | undefined {
  const text = prepare(db, "SELECT card -> '$.skeleton' FROM models WHERE sha256 = ?").pluck().get(modelSha256) as
    string | null | undefined;
  return text ? (JSON.parse(text) as Skeleton) : undefined;
}

/** What the classes that scores speak of are in the project; those that are ignored left out. */
function matchScored(db: Database, modelSha256: string, predictions: readonly Prediction[]): ScoredClasses | undefined {
  const names = new Set(predictions.flatMap(({ scores }) => scores?.top.map(([name]) => name) ?? []));
  if (names.size === 0) return undefined;
  const matched = [...names].map((name) => [name, resolveClass(db, modelSha256, name)] as const);
  return Object.fromEntries(matched.filter(([, classId]) => classId !== 'ignore')) as ScoredClasses;
}

/** Everything a person sees and edits of one item. @throws {AppError} item.notFound */
export function getItemDocument(db: Database, itemId: ItemId): ItemDocument {
  const runId = findActiveRunId(db);
  const modelSha256 =
    (prepare(db, 'SELECT model_sha256 FROM runs WHERE id = ?').pluck().get(runId) as string | undefined) ?? null;
  const modelSkeleton = findSkeleton(db, modelSha256);
  const predictions =
    runId === null || modelSha256 === null ? [] : listVisiblePredictions(db, runId, modelSha256, itemId);
  const scoredClasses = modelSha256 === null ? undefined : matchScored(db, modelSha256, predictions);
  return {
    item: getItem(db, itemId),
    annotations: listAnnotations(db, itemId),
    decisions: listDecisions(db, itemId),
    predictions,
    modelSha256,
    ...(modelSkeleton ? { modelSkeleton } : {}),
    ...(scoredClasses ? { scoredClasses } : {}),
  };
}
