import type { Database } from 'better-sqlite3';
import type { AttributeValues } from '#shared/model/attributes.ts';
import type { ClassId, GroupId, ItemId } from '#shared/model/ids.ts';
import type { Plane } from '#shared/model/itemFacts.ts';
import { fitJoints } from '#shared/model/fitJoints.ts';
import type { FileState, Stage } from '#shared/model/item.ts';
import type { Split } from '#shared/model/split.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
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
  readonly plane: Plane | null;
  readonly slice: number | null;
  /** A medical file or one of several frames: it is exported as pictures made of it. */
  readonly isRendered: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly stage: Stage;
  readonly split: Split | null;
}

/** A label of an item, before it is known whether the format can hold it. */
export interface LabelRow {
  /** Of the annotation, or of the prediction. */
  readonly id: string | number;
  /** null: a class of the model that is not matched with one of the project. */
  readonly classId: ClassId | null;
  readonly className: string;
  readonly shape: Shape;
  readonly score: number | null;
  readonly attributes?: AttributeValues;
  readonly groupId?: GroupId;
}

const exportedFrom = 'FROM items i JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id';
/** A size alone is left behind by a file that can't be read any more; a changed file's labels wait to be confirmed. */
const available = "p.state = 'ready' AND NOT i.missing AND NOT i.changed";

/**
 * `items`: what an export of these stages holds; `leftOut`: of the query, but of other stages; `withoutSplit`: of these stages, but left
 * out of an export by split; `unavailable`: of these stages, but missing, unreadable, not read yet, or changed and not confirmed.
 */
export function countExport(
  db: Database,
  choice: ExportChoice,
): { items: number; leftOut: number; withoutSplit: number; unavailable: number } {
  const chosen = isChosen(db, choice);
  const query = inQuery(db, choice);
  const count = (sql: string, params: readonly unknown[]): number =>
    prepare(db, sql)
      .pluck()
      .get(...params) as number;
  const items = count(`SELECT count(*) ${exportedFrom} WHERE ${available} AND ${chosen.sql}`, chosen.params);
  const ofStages = count(`SELECT count(*) FROM items i WHERE ${chosen.sql}`, chosen.params);
  const all = count(`SELECT count(*) FROM items i WHERE ${query.sql}`, query.params);
  const together = choice.splits ? isChosen(db, { ...choice, splits: false }) : null;
  const ofAllSplits = together
    ? count(`SELECT count(*) FROM items i WHERE ${together.sql}`, together.params)
    : ofStages;
  return { items, leftOut: all - ofAllSplits, withoutSplit: ofAllSplits - ofStages, unavailable: ofStages - items };
}

/** Whether an export that is chosen so has this item. */
export function isExported(db: Database, choice: ExportChoice, id: ItemId): boolean {
  const chosen = isChosen(db, choice);
  return prepare(db, `SELECT 1 FROM items i WHERE i.id = ? AND ${chosen.sql}`).get(id, ...chosen.params) !== undefined;
}

/** How many images of these stages an export leaves out because of what their files are. */
export function countOtherFiles(db: Database, choice: ExportChoice): { otherKind: number; burnedIn: number } {
  const { fileKinds = [], withoutBurnedIn = false, ...any } = choice;
  const count = (one: ExportChoice): number => {
    const chosen = isChosen(db, one);
    return prepare(db, `SELECT count(*) ${exportedFrom} WHERE ${available} AND ${chosen.sql}`)
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
     WHERE ${chosen.sql} AND (p.item_id IS NULL OR NOT (${available})) ORDER BY i.path, i.id LIMIT ?`,
  ).all(...chosen.params, limit) as { path: string; fileState: FileState }[];
}

type StoredRow = Omit<ExportRow, 'isRendered'> & { readonly isRendered: number };

const columns = `i.id, i.root_id AS rootId, r.path AS root, i.path, i.frame, coalesce(p.facts ->> 'frameCount', 1) AS frameCount,
  p.facts ->> 'plane' AS plane, p.facts ->> 'slice' AS slice,
  p.facts IS NOT NULL AS isRendered, p.width_px AS widthPx, p.height_px AS heightPx, i.stage, i.split`;

const toRow = (row: StoredRow): ExportRow => ({ ...row, isRendered: row.isRendered === 1 });

/** In path order, the frames of a file one after the other, one at a time. @param after from the one that follows this item on */
export function* eachExportRow(db: Database, choice: ExportChoice, after?: ItemId): Generator<ExportRow> {
  const chosen = isChosen(db, choice);
  const isAfter =
    after === undefined
      ? '1'
      : '(i.path, i.root_id, i.frame, i.id) > (SELECT path, root_id, frame, id FROM items WHERE id = ?)';
  const rows = prepare(
    db,
    `SELECT ${columns} ${exportedFrom} WHERE ${available} AND ${chosen.sql} AND ${isAfter}
     ORDER BY i.path, i.root_id, i.frame, i.id`,
  ).iterate(...chosen.params, ...(after === undefined ? [] : [after])) as IterableIterator<StoredRow>;
  for (const row of rows) yield toRow(row);
}

/** Of an item that an export holds. */
export function getExportRow(db: Database, id: ItemId): ExportRow {
  return toRow(prepare(db, `SELECT ${columns} ${exportedFrom} WHERE i.id = ?`).get(id) as StoredRow);
}

/** What a model is trained with: the items of the split `train` where any of them has a split, else all of them; in path order. */
export function listTrainingIds(db: Database, choice: ExportChoice): readonly ItemId[] {
  const chosen = isChosen(db, choice);
  const where = `WHERE ${available} AND ${chosen.sql}`;
  const hasSplits = prepare(db, `SELECT 1 ${exportedFrom} ${where} AND i.split IS NOT NULL LIMIT 1`).get(
    ...chosen.params,
  );
  const ofTraining = hasSplits === undefined ? '' : "AND i.split = 'train'";
  return prepare(db, `SELECT i.id ${exportedFrom} ${where} ${ofTraining} ORDER BY i.path, i.id`)
    .pluck()
    .all(...chosen.params) as ItemId[];
}

function listAnnotations(db: Database, itemId: ItemId): LabelRow[] {
  const rows = prepare(
    db,
    `SELECT a.id, a.class_id AS classId, c.name AS className, a.shape, a.attributes,
       a.group_id AS groupId
     FROM annotations a JOIN classes c ON c.id = a.class_id
     WHERE a.item_id = ? ORDER BY a.z, a.id`,
  ).all(itemId) as {
    id: string;
    classId: ClassId;
    className: string;
    shape: string;
    attributes: string | null;
    groupId: GroupId | null;
  }[];
  return rows.map(({ id, classId, className, shape, attributes, groupId }) => {
    const label: LabelRow = { id, classId, className, shape: JSON.parse(shape) as Shape, score: null };
    // Most labels have neither, and copies of a million records cost.
    if (attributes === null && groupId === null) return label;
    return {
      ...label,
      ...(attributes === null ? {} : { attributes: JSON.parse(attributes) as AttributeValues }),
      ...(groupId === null ? {} : { groupId }),
    };
  });
}

function findSkeleton(db: Database, classId: ClassId | null): Skeleton | undefined {
  const text = prepare(db, 'SELECT skeleton FROM classes WHERE id = ?').pluck().get(classId) as
    string | null | undefined;
  return text ? (JSON.parse(text) as Skeleton) : undefined;
}

type Meaning = { readonly classId: ClassId | null; readonly skeleton: Skeleton | undefined } | 'ignore';

/**
 * Those of the active run, decided on or not. Those whose class the person chose to ignore are no labels of this project. Keypoints
 * have the joints of their class, as they would when they are accepted.
 */
function createPredictionReader(db: Database): (itemId: ItemId) => LabelRow[] {
  const runId = findActiveRunId(db);
  /** One run is of one model, and has few names. */
  const meanings = new Map<string, Meaning>();
  const meaningOf = (className: string, modelSha256: string): Meaning => {
    const known = meanings.get(className);
    if (known) return known;
    const classId = resolveClass(db, modelSha256, className);
    const meaning = classId === 'ignore' ? classId : { classId, skeleton: findSkeleton(db, classId) };
    meanings.set(className, meaning);
    return meaning;
  };
  return (itemId) => {
    const rows = prepare(
      db,
      `SELECT p.id, p.class_name AS className, p.score, p.shape, r.model_sha256 AS modelSha256
       FROM predictions p JOIN runs r ON r.id = p.run_id WHERE p.run_id = ? AND p.item_id = ? ORDER BY p.score DESC, p.id`,
    ).all(runId, itemId) as { id: number; className: string; score: number; shape: string; modelSha256: string }[];
    return rows.flatMap(({ id, className, score, shape, modelSha256 }) => {
      const meaning = meaningOf(className, modelSha256);
      if (meaning === 'ignore') return [];
      const { classId, skeleton } = meaning;
      return [{ id, classId, className, score, shape: fitJoints(JSON.parse(shape) as Shape, skeleton) }];
    });
  };
}

/** Reads the labels of one item after the other; within one snapshot. */
export function createLabelReader(db: Database, what: ExportedLabels): (itemId: ItemId) => LabelRow[] {
  return what === 'predictions' ? createPredictionReader(db) : (itemId) => listAnnotations(db, itemId);
}
