import type { Database } from 'better-sqlite3';
import type { Annotation } from '#shared/model/annotation.ts';
import type { AttributeValues } from '#shared/model/attributes.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { GroupId, ItemId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { prepare } from './prepare.ts';

const parseShape = <Row extends { shape: string }>(row: Row): Omit<Row, 'shape'> & { shape: Shape } => ({
  ...row,
  shape: JSON.parse(row.shape) as Shape,
});

const annotationColumns = `id, class_id AS classId, shape, source, prediction_id AS predictionId, score, z, attributes,
  group_id AS groupId`;
const decisionColumns = `id, kind, prediction_id AS predictionId, run_id AS runId, model_sha256 AS modelSha256,
  class_name AS className, score, shape, annotation_id AS annotationId, duration_ms AS durationMs`;

type Stored<Row extends { readonly shape: Shape }> = Omit<Row, 'shape'> & { readonly shape: string };

interface StoredAnnotation extends Stored<Omit<Annotation, 'attributes' | 'groupId'>> {
  readonly attributes: string | null;
  readonly groupId: GroupId | null;
}

function parseAnnotation({ attributes, groupId, ...row }: StoredAnnotation): Annotation {
  return {
    ...parseShape(row),
    ...(attributes === null ? {} : { attributes: JSON.parse(attributes) as AttributeValues }),
    ...(groupId === null ? {} : { groupId }),
  };
}

export function listAnnotations(db: Database, itemId: ItemId): Annotation[] {
  const select = `SELECT ${annotationColumns} FROM annotations WHERE item_id = ? ORDER BY z, id`;
  return (prepare(db, select).all(itemId) as StoredAnnotation[]).map(parseAnnotation);
}

export function findAnnotation(db: Database, itemId: ItemId, id: string): Annotation | undefined {
  const select = `SELECT ${annotationColumns} FROM annotations WHERE id = ? AND item_id = ?`;
  const row = prepare(db, select).get(id, itemId) as StoredAnnotation | undefined;
  return row && parseAnnotation(row);
}

export function listDecisions(db: Database, itemId: ItemId): Decision[] {
  const select = `SELECT ${decisionColumns} FROM decisions WHERE item_id = ? ORDER BY at, id`;
  return (prepare(db, select).all(itemId) as Stored<Decision>[]).map(parseShape);
}

export function findDecision(db: Database, itemId: ItemId, id: string): Decision | undefined {
  const select = `SELECT ${decisionColumns} FROM decisions WHERE id = ? AND item_id = ?`;
  const row = prepare(db, select).get(id, itemId) as Stored<Decision> | undefined;
  return row && parseShape(row);
}
