import type { Database } from 'better-sqlite3';
import type { AttributeValues } from '#shared/model/attributes.ts';
import type { ClassId, GroupId, ItemId } from '#shared/model/ids.ts';
import { fitJoints } from '#shared/model/fitJoints.ts';
import type { FileState } from '#shared/model/item.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { resolveClass } from './classMatches.ts';
import { findActiveRunId } from './activeRun.ts';
import { inQuery, isChosen } from './exportChoice.ts';
import type { ExportChoice } from './exportChoice.ts';
import { prepare } from './prepare.ts';

export type ExportedLabels = 'annotations' | 'predictions';

export interface ExportRow {
  readonly id: ItemId;
  readonly rootId: number;
  readonly root: string;
  readonly path: string;
  readonly frame: number;
  readonly frameCount: number;
  /** A medical file or one of several frames: it is exported as pictures made of it. */
  readonly isRendered: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A label of an item, before it is known whether the format can hold it. */
export interface LabelRow {
  /** null: a class of the model that is not matched with one of the project. */
  readonly classId: ClassId | null;
  readonly className: string;
  readonly shape: Shape;
  readonly score: number | null;
  readonly attributes?: AttributeValues;
  readonly groupId?: GroupId;
}

const from = 'FROM items i JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id';
/** A size alone is left behind by a file that can't be read any more; a changed file's labels wait to be confirmed. */
const isAvailable = "p.state = 'ready' AND NOT i.missing AND NOT i.changed";

/**
 * `items`: what an export of these stages holds; `leftOut`: of the query, but of other stages; `unavailable`: of these stages, but
 * missing, unreadable, not read yet, or changed and not confirmed.
 */
export function countExport(
  db: Database,
  choice: ExportChoice,
): { items: number; leftOut: number; unavailable: number } {
  const chosen = isChosen(db, choice);
  const query = inQuery(db, choice);
  const count = (sql: string, params: readonly unknown[]): number =>
    prepare(db, sql)
      .pluck()
      .get(...params) as number;
  const items = count(`SELECT count(*) ${from} WHERE ${isAvailable} AND ${chosen.sql}`, chosen.params);
  const ofStages = count(`SELECT count(*) FROM items i WHERE ${chosen.sql}`, chosen.params);
  const all = count(`SELECT count(*) FROM items i WHERE ${query.sql}`, query.params);
  return { items, leftOut: all - ofStages, unavailable: ofStages - items };
}

/** How many images of these stages an export leaves out because of what their files are. */
export function countOtherFiles(db: Database, choice: ExportChoice): { otherKind: number; burnedIn: number } {
  const { fileKinds = [], withoutBurnedIn = false, ...any } = choice;
  const count = (one: ExportChoice): number => {
    const chosen = isChosen(db, one);
    return prepare(db, `SELECT count(*) ${from} WHERE ${isAvailable} AND ${chosen.sql}`)
      .pluck()
      .get(...chosen.params) as number;
  };
  if (fileKinds.length === 0) return { otherKind: 0, burnedIn: 0 };
  const ofKind = count({ ...any, fileKinds });
  return { otherKind: count(any) - ofKind, burnedIn: withoutBurnedIn ? ofKind - count(choice) : 0 };
}

/** Whether any image of the project is of a DICOM file. */
export const hasDicom = (db: Database): boolean =>
  prepare(db, "SELECT EXISTS (SELECT 1 FROM item_probe WHERE facts ->> 'kind' = 'dicom')").pluck().get() === 1;

/** The first ones, in path order, of those that `countExport` counts as unavailable, and what is wrong with them. */
export function listUnavailable(
  db: Database,
  choice: ExportChoice,
  limit: number,
): { path: string; fileState: FileState }[] {
  const chosen = isChosen(db, choice);
  return prepare(
    db,
    `SELECT i.path, CASE WHEN i.missing THEN 'missing' WHEN i.changed THEN 'changed' ELSE coalesce(p.state, 'waiting') END AS fileState
     FROM items i LEFT JOIN item_probe p ON p.item_id = i.id
     WHERE ${chosen.sql} AND (p.item_id IS NULL OR NOT (${isAvailable})) ORDER BY i.path, i.id LIMIT ?`,
  ).all(...chosen.params, limit) as { path: string; fileState: FileState }[];
}

/** In path order, the frames of a file one after the other, one at a time. */
export function* eachExportRow(db: Database, choice: ExportChoice): Generator<ExportRow> {
  const chosen = isChosen(db, choice);
  const rows = prepare(
    db,
    `SELECT i.id, i.root_id AS rootId, r.path AS root, i.path, i.frame, coalesce(p.facts ->> 'frameCount', 1) AS frameCount,
       p.facts IS NOT NULL AS isRendered, p.width_px AS widthPx, p.height_px AS heightPx
     ${from} WHERE ${isAvailable} AND ${chosen.sql} ORDER BY i.path, i.root_id, i.frame, i.id`,
  ).iterate(...chosen.params) as IterableIterator<Omit<ExportRow, 'isRendered'> & { isRendered: number }>;
  for (const row of rows) yield { ...row, isRendered: row.isRendered === 1 };
}

function listAnnotations(db: Database, itemId: ItemId): LabelRow[] {
  const rows = prepare(
    db,
    `SELECT a.class_id AS classId, c.name AS className, a.shape, a.attributes,
       a.group_id AS groupId
     FROM annotations a JOIN classes c ON c.id = a.class_id
     WHERE a.item_id = ? ORDER BY a.z, a.id`,
  ).all(itemId) as {
    classId: ClassId;
    className: string;
    shape: string;
    attributes: string | null;
    groupId: GroupId | null;
  }[];
  return rows.map(({ attributes, groupId, ...row }) => ({
    ...{ ...row, shape: JSON.parse(row.shape) as Shape, score: null },
    ...(attributes === null ? {} : { attributes: JSON.parse(attributes) as AttributeValues }),
    ...(groupId === null ? {} : { groupId }),
  }));
}

function findSkeleton(db: Database, classId: ClassId | null): Skeleton | undefined {
  const text = prepare(db, 'SELECT skeleton FROM classes WHERE id = ?').pluck().get(classId) as
    string | null | undefined;
  return text ? (JSON.parse(text) as Skeleton) : undefined;
}

/**
 * Those whose class the person chose to ignore are no labels of this project. Keypoints have the joints of their class, as
 * they would when they are accepted.
 */
function listPredictions(db: Database, itemId: ItemId): LabelRow[] {
  const rows = prepare(
    db,
    `SELECT p.class_name AS className, p.score, p.shape, r.model_sha256 AS modelSha256
     FROM predictions p JOIN runs r ON r.id = p.run_id WHERE p.run_id = ? AND p.item_id = ? ORDER BY p.score DESC, p.id`,
  ).all(findActiveRunId(db), itemId) as { className: string; score: number; shape: string; modelSha256: string }[];
  return rows.flatMap(({ className, score, shape, modelSha256 }) => {
    const classId = resolveClass(db, modelSha256, className);
    if (classId === 'ignore') return [];
    const parsed = JSON.parse(shape) as Shape;
    const fitted = parsed.kind === 'keypoints' ? fitJoints(parsed, findSkeleton(db, classId)) : parsed;
    return [{ classId, className, score, shape: fitted }];
  });
}

/** Predictions are all those of the active run, decided on or not. */
export function listLabelRows(db: Database, itemId: ItemId, what: ExportedLabels): LabelRow[] {
  return what === 'annotations' ? listAnnotations(db, itemId) : listPredictions(db, itemId);
}

/** What `listLabelRows` gives over all exported items, counted by class and shape. */
export function countLabelRows(
  db: Database,
  choice: ExportChoice,
  what: ExportedLabels,
): { hasClass: boolean; className: string; kind: ShapeKind; count: number }[] {
  const chosen = isChosen(db, choice);
  const where = `WHERE ${isAvailable} AND ${chosen.sql}`;
  if (what === 'annotations') {
    const rows = prepare(
      db,
      `SELECT c.name AS className, a.kind, count(*) AS count ${from} JOIN annotations a ON a.item_id = i.id
       JOIN classes c ON c.id = a.class_id ${where} GROUP BY c.id, a.kind`,
    ).all(...chosen.params) as { className: string; kind: ShapeKind; count: number }[];
    return rows.map((row) => ({ ...row, hasClass: true }));
  }
  const rows = prepare(
    db,
    `SELECT l.class_name AS className, l.kind, count(*) AS count, u.model_sha256 AS modelSha256
     ${from} JOIN predictions l ON l.item_id = i.id AND l.run_id = ? JOIN runs u ON u.id = l.run_id
     ${where} GROUP BY l.class_name, l.kind`,
  ).all(findActiveRunId(db), ...chosen.params) as {
    className: string;
    kind: ShapeKind;
    count: number;
    modelSha256: string;
  }[];
  return rows.flatMap(({ className, kind, count, modelSha256 }) => {
    const classId = resolveClass(db, modelSha256, className);
    return classId === 'ignore' ? [] : [{ hasClass: classId !== null, className, kind, count }];
  });
}

/** Labels of a kind that a format may not be able to write whole. */
interface LosableCount {
  readonly kind: ShapeKind;
  /** Polygons with holes. */
  readonly holes: number;
  /** Labels that don't lie on whole pixels. */
  readonly fractions: number;
}

/** Of the labels over all exported items, by shape. */
export function countLosable(db: Database, choice: ExportChoice, what: ExportedLabels): LosableCount[] {
  const chosen = isChosen(db, choice);
  const counts = `l.kind, sum(l.kind = 'polygon' AND json_array_length(l.shape, '$.rings') > 1) AS holes,
    sum(l.kind <> 'mask' AND (l.shape LIKE '%.%' OR l.shape LIKE '%e-%')) AS fractions`;
  const where = `WHERE ${isAvailable} AND ${chosen.sql}`;
  if (what === 'annotations')
    return prepare(db, `SELECT ${counts} ${from} JOIN annotations l ON l.item_id = i.id ${where} GROUP BY l.kind`).all(
      ...chosen.params,
    ) as LosableCount[];
  const rows = prepare(
    db,
    `SELECT l.class_name AS className, u.model_sha256 AS modelSha256, ${counts}
     ${from} JOIN predictions l ON l.item_id = i.id AND l.run_id = ? JOIN runs u ON u.id = l.run_id
     ${where} GROUP BY l.class_name, l.kind`,
  ).all(findActiveRunId(db), ...chosen.params) as (LosableCount & { className: string; modelSha256: string })[];
  return rows.filter(({ modelSha256, className }) => typeof resolveClass(db, modelSha256, className) === 'number');
}

/** How many values of each attribute the annotations of all exported items have, by shape. */
export function countAttributeRows(
  db: Database,
  choice: ExportChoice,
): { name: string; kind: ShapeKind; count: number }[] {
  const chosen = isChosen(db, choice);
  return prepare(
    db,
    `SELECT e.key AS name, a.kind, count(*) AS count ${from} JOIN annotations a ON a.item_id = i.id,
       json_each(a.attributes) e
     WHERE ${isAvailable} AND ${chosen.sql} GROUP BY e.key, a.kind`,
  ).all(...chosen.params) as { name: string; kind: ShapeKind; count: number }[];
}

/** How many annotations of all exported items are in a group, by shape. */
export function countGroupedRows(db: Database, choice: ExportChoice): { kind: ShapeKind; count: number }[] {
  const chosen = isChosen(db, choice);
  return prepare(
    db,
    `SELECT a.kind, count(*) AS count ${from} JOIN annotations a ON a.item_id = i.id
     WHERE ${isAvailable} AND ${chosen.sql} AND a.group_id IS NOT NULL GROUP BY a.kind`,
  ).all(...chosen.params) as { kind: ShapeKind; count: number }[];
}

/** Labeled joints of the annotations of all exported items that their classes' skeletons don't have, by their id. */
export function countStrayJoints(db: Database, choice: ExportChoice): { name: string; count: number }[] {
  const chosen = isChosen(db, choice);
  return prepare(
    db,
    `SELECT j.value ->> 'id' AS name, count(*) AS count ${from} JOIN annotations a ON a.item_id = i.id
       JOIN classes c ON c.id = a.class_id, json_each(a.shape, '$.joints') j
     WHERE ${isAvailable} AND ${chosen.sql} AND a.kind = 'keypoints' AND j.value ->> 'visibility' <> 'unlabeled'
       AND NOT EXISTS (SELECT 1 FROM json_each(c.skeleton, '$.joints') s WHERE s.value ->> 'id' = j.value ->> 'id')
     GROUP BY j.value ->> 'id'`,
  ).all(...chosen.params) as { name: string; count: number }[];
}

/** The same of the active run's predictions, whose joints are those of their class by name or by order. */
export function countStrayPredictedJoints(db: Database, choice: ExportChoice): { name: string; count: number }[] {
  const chosen = isChosen(db, choice);
  const rows = prepare(
    db,
    `SELECT l.class_name AS className, u.model_sha256 AS modelSha256, j.value ->> 'id' AS name,
       sum(j.value ->> 'visibility' <> 'unlabeled') AS count
     ${from} JOIN predictions l ON l.item_id = i.id AND l.run_id = ? JOIN runs u ON u.id = l.run_id,
       json_each(l.shape, '$.joints') j
     WHERE ${isAvailable} AND ${chosen.sql} AND l.kind = 'keypoints' GROUP BY l.class_name, j.value ->> 'id'`,
  ).all(findActiveRunId(db), ...chosen.params) as {
    className: string;
    modelSha256: string;
    name: string;
    count: number;
  }[];
  return [...new Set(rows.map(({ className }) => className))].flatMap((className) => {
    const joints = rows.filter((row) => row.className === className);
    const classId = resolveClass(db, joints[0]?.modelSha256 ?? '', className);
    if (classId === null || classId === 'ignore') return [];
    const ids = new Set(findSkeleton(db, classId)?.joints.map(({ id }) => id));
    const isByOrder = ids.size === joints.length && !joints.some(({ name }) => ids.has(name));
    return isByOrder ? [] : joints.filter(({ name, count }) => count > 0 && !ids.has(name));
  });
}
