import type { Database } from 'better-sqlite3';
import type { Annotation } from '#shared/model/annotation.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { prepare } from './prepare.ts';

const parseShape = <Row extends { shape: string }>(row: Row): Omit<Row, 'shape'> & { shape: Shape } => ({
  ...row,
  shape: JSON.parse(row.shape) as Shape,
});

export function listAnnotations(db: Database, itemId: ItemId): Annotation[] {
  const rows = prepare(
    db,
    `SELECT id, class_id AS classId, shape, source, prediction_id AS predictionId, score, z
     FROM annotations WHERE item_id = ? ORDER BY z, id`,
  ).all(itemId) as (Omit<Annotation, 'shape'> & { shape: string })[];
  return rows.map(parseShape);
}

export function listDecisions(db: Database, itemId: ItemId): Decision[] {
  const rows = prepare(
    db,
    `SELECT id, kind, prediction_id AS predictionId, run_id AS runId, model_sha256 AS modelSha256,
            class_name AS className, score, shape, annotation_id AS annotationId, duration_ms AS durationMs
     FROM decisions WHERE item_id = ? ORDER BY at, id`,
  ).all(itemId) as (Omit<Decision, 'shape'> & { shape: string })[];
  return rows.map(parseShape);
}
