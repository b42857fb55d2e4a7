import type { Database } from 'better-sqlite3';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { ExportLabel } from '#shared/formats/format.ts';
import { resolveClass } from './classMatches.ts';
import { findActiveRunId } from './activeRun.ts';
import { prepare } from './prepare.ts';

export interface ExportRow {
  readonly id: ItemId;
  readonly rootId: number;
  readonly root: string;
  readonly path: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

const known = 'p.width_px IS NOT NULL AND NOT i.missing';

function stageFilter(stages: readonly Stage[]): string {
  return `i.stage IN (${stages.map(() => '?').join(', ')})`;
}

export function countExport(db: Database, stages: readonly Stage[]): { items: number; leftOut: number } {
  const from = 'FROM items i JOIN item_probe p ON p.item_id = i.id';
  const items = prepare(db, `SELECT count(*) ${from} WHERE ${known} AND ${stageFilter(stages)}`)
    .pluck()
    .get(...stages) as number;
  const all = prepare(db, 'SELECT count(*) FROM items').pluck().get() as number;
  return { items, leftOut: all - items };
}

/** In path order, one at a time. */
export function eachExportRow(db: Database, stages: readonly Stage[]): IterableIterator<ExportRow> {
  return prepare(
    db,
    `SELECT i.id, i.root_id AS rootId, r.path AS root, i.path, p.width_px AS widthPx, p.height_px AS heightPx
     FROM items i JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id
     WHERE ${known} AND ${stageFilter(stages)} ORDER BY i.path, i.id`,
  ).iterate(...stages) as IterableIterator<ExportRow>;
}

export function listExportAnnotations(db: Database, itemId: ItemId): ExportLabel[] {
  const rows = prepare(db, 'SELECT class_id AS classId, shape FROM annotations WHERE item_id = ? ORDER BY z, id').all(
    itemId,
  ) as {
    classId: ClassId;
    shape: string;
  }[];
  return rows.map(({ classId, shape }) => ({ classId, shape: JSON.parse(shape) as Shape, score: null }));
}

/** Of the active run; those whose class is not in the project, or ignored, are left out. */
export function listExportPredictions(db: Database, itemId: ItemId): ExportLabel[] {
  const rows = prepare(
    db,
    `SELECT p.class_name AS className, p.score, p.shape, r.model_sha256 AS modelSha256
     FROM predictions p JOIN runs r ON r.id = p.run_id WHERE p.run_id = ? AND p.item_id = ? ORDER BY p.score DESC, p.id`,
  ).all(findActiveRunId(db), itemId) as { className: string; score: number; shape: string; modelSha256: string }[];
  return rows.flatMap(({ className, score, shape, modelSha256 }) => {
    const classId = resolveClass(db, modelSha256, className);
    return classId === null || classId === 'ignore' ? [] : [{ classId, score, shape: JSON.parse(shape) as Shape }];
  });
}
