import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import type { Run, RunState, Thresholds } from '#shared/model/run.ts';
import { runOptionsSchema } from '#shared/model/runOptions.ts';
import { findActiveRunId, setActiveRun } from './activeRun.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import { toItemQuerySql } from './itemQuery.ts';
import { assertReadable } from './assertReadable.ts';
import { getItem } from './items.ts';
import { prepare } from './prepare.ts';
import { listVersions } from './versions.ts';
import { refreshSummaries } from './summaries.ts';
import { transact } from './transact.ts';

const select = `SELECT r.id, r.model_sha256 AS modelSha256, r.model_name AS modelName, r.state,
  r.score_threshold AS scoreThreshold, r.iou_threshold AS iouThreshold, r.class_thresholds AS classThresholds, r.options, r.device_asked AS deviceAsked,
  r.device_used AS deviceUsed, r.created_at AS createdAt, r.finished_at AS finishedAt, r.items_total AS itemsTotal,
  r.item_limit AS itemLimit, r.labels_version AS labelsVersion, r.labels_hash AS labelsHash, coalesce(m.id, 0) AS modelId,
  (SELECT count(*) FROM run_items x WHERE x.run_id = r.id AND x.problem_code IS NULL) AS itemsDone,
  (SELECT count(*) FROM run_items x WHERE x.run_id = r.id AND x.problem_code IS NOT NULL) AS itemsFailed,
  (SELECT count(*) FROM predictions p WHERE p.run_id = r.id) AS predictionCount
  FROM runs r LEFT JOIN models m ON m.sha256 = r.model_sha256`;

export interface StoredRun extends Run {
  /** How many items at most; null: all. */
  readonly itemLimit: number | null;
}

type Row = Omit<StoredRun, 'isActive' | 'classThresholds' | 'options'> & {
  readonly classThresholds: string;
  readonly options: string;
};

const toRun = (db: Database, row: Row): StoredRun => ({
  ...row,
  classThresholds: JSON.parse(row.classThresholds) as StoredRun['classThresholds'],
  options: runOptionsSchema.parse(JSON.parse(row.options)),
  isActive: findActiveRunId(db) === row.id,
});

/** Newest first. */
export function listRuns(db: Database): StoredRun[] {
  const rows = prepare(db, `${select} WHERE NOT r.deleted ORDER BY r.id DESC`).all() as Row[];
  return rows.map((row) => toRun(db, row));
}

/** @throws {AppError} run.notFound */
export function getRun(db: Database, runId: RunId): StoredRun {
  const row = prepare(db, `${select} WHERE r.id = ? AND NOT r.deleted`).get(runId) as Row | undefined;
  if (!row) throw new AppError('run.notFound', { id: runId });
  return toRun(db, row);
}

/** Above every number that a run ever had: decisions remember theirs after it is deleted. */
function nextRunId(db: Database): RunId {
  const known = prepare(db, "SELECT value FROM meta WHERE key = 'highestRunId'").pluck().get() as string | undefined;
  const inTable = prepare(db, 'SELECT coalesce(max(id), 0) FROM runs').pluck().get() as number;
  return (Math.max(Number(known ?? 0), inTable) + 1) as RunId;
}

/** Part of the caller's transaction. */
export function insertRun(
  db: Database,
  run: Thresholds & Pick<StoredRun, 'modelSha256' | 'modelName' | 'options' | 'deviceAsked' | 'itemLimit'>,
): RunId {
  const id = nextRunId(db);
  const [labels] = listVersions(db);
  prepare(
    db,
    `INSERT INTO runs (id, model_sha256, model_name, state, score_threshold, iou_threshold, class_thresholds, options, device_asked,
       item_limit, items_total, created_at, labels_version, labels_hash)
     VALUES (@id, @modelSha256, @modelName, 'running', @scoreThreshold, @iouThreshold, @classThresholds, @options, @deviceAsked,
       @itemLimit, 0, @createdAt, @labelsVersion, @labelsHash)`,
  ).run({
    ...run,
    classThresholds: JSON.stringify(run.classThresholds),
    options: JSON.stringify(run.options),
    ...{ id, createdAt: new Date().toISOString() },
    ...{ labelsVersion: labels?.name ?? null, labelsHash: labels?.contentHash ?? null },
  });
  prepare(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('highestRunId', ?)").run(String(id));
  return id;
}

/**
 * The run is over what a query finds now, whatever becomes of those items while it goes on. Part of the caller's
 * transaction, before the run is made the active one.
 * @throws {AppError} query.*
 */
export function setRunTargets(db: Database, runId: RunId, query: string): void {
  const { from, id, where, params } = toItemQuerySql(db, itemQuerySchema.parse({ where: query, sort: 'added' }));
  prepare(db, `INSERT INTO run_targets (run_id, item_id) SELECT @ofRun, ${id} ${from} WHERE ${where}`).run({
    ...params,
    ofRun: runId,
  });
  prepare(db, 'UPDATE runs SET item_where = ? WHERE id = ?').run(query, runId);
}

export function setRunState(db: Database, runId: RunId, state: RunState): void {
  const finishedAt = state === 'running' ? null : new Date().toISOString();
  prepare(db, 'UPDATE runs SET state = ?, finished_at = ? WHERE id = ?').run(state, finishedAt, runId);
}

export function setRunDevice(db: Database, runId: RunId, deviceUsed: string): void {
  prepare(db, 'UPDATE runs SET device_used = ? WHERE id = ?').run(deviceUsed, runId);
}

/** After a start: a run that says it runs was cut off by the end of the program. */
export function interruptRuns(db: Database): void {
  prepare(db, "UPDATE runs SET state = 'interrupted' WHERE state = 'running'").run();
}

export interface RunItem {
  readonly itemId: ItemId;
  /** Absolute. */
  readonly path: string;
  readonly frame: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth: number | null;
  /** Of the bytes that are to be read. */
  readonly contentHash: string;
}

const waiting = `p.state = 'ready' AND NOT i.missing
  AND NOT EXISTS (SELECT 1 FROM run_items x WHERE x.run_id = @runId AND x.item_id = i.id)
  AND ((SELECT item_where FROM runs WHERE id = @runId) IS NULL
       OR EXISTS (SELECT 1 FROM run_targets t WHERE t.run_id = @runId AND t.item_id = i.id))`;

/**
 * How many items the run covers: what it has done, also where the file has gone since, and what waits for it; no more
 * than its limit.
 */
export function countRunnable(db: Database, { id: runId, itemLimit }: Pick<StoredRun, 'id' | 'itemLimit'>): number {
  const count = prepare(
    db,
    `SELECT (SELECT count(*) FROM run_items WHERE run_id = @runId)
       + (SELECT count(*) FROM item_probe p JOIN items i ON i.id = p.item_id WHERE ${waiting})`,
  )
    .pluck()
    .get({ runId }) as number;
  return itemLimit === null ? count : Math.min(itemLimit, count);
}

export function setRunTotal(db: Database, runId: RunId, total: number): void {
  prepare(db, 'UPDATE runs SET items_total = ? WHERE id = ?').run(total, runId);
}

/**
 * The next readable items in path order that the run has not finished yet, after a place in that order: asking from the
 * start each time would take longer the more is done, and so would reading all that are ready to sort them.
 */
export function nextRunItems(
  db: Database,
  runId: RunId,
  count: number,
  after: { readonly name: string; readonly itemId: number } | null,
): (RunItem & { readonly name: string })[] {
  const rows = prepare(
    db,
    `SELECT i.id AS itemId, r.path AS root, i.path AS name, i.frame, p.width_px AS widthPx, p.height_px AS heightPx,
       p.bit_depth AS bitDepth, p.content_hash AS contentHash
     FROM items i INDEXED BY items_path CROSS JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id
     WHERE ${waiting} AND (i.path, i.id) > (@name, @itemId)
     ORDER BY i.path, i.id LIMIT @count`,
  ).all({ runId, count, name: after?.name ?? '', itemId: after?.itemId ?? 0 }) as (Omit<RunItem, 'path'> & {
    root: string;
    name: string;
  })[];
  return rows.map(({ root, ...item }) => ({ ...item, path: `${root}/${item.name}` }));
}

/** An item as a model is given it. @throws {AppError} item.notFound, image.missing, image.changing, image.* */
export function getReadableItem(db: Database, itemId: ItemId): RunItem {
  const item = getItem(db, itemId);
  assertReadable(item);
  const { frame, widthPx, heightPx, bitDepth, contentHash } = item;
  const { path } = assertExists(findRunItem(db, itemId), 'an item has a place');
  // Not read yet.
  if (widthPx === null || heightPx === null || contentHash === null) throw new AppError('image.changing');
  return { itemId, path, frame, widthPx, heightPx, bitDepth, contentHash };
}

/** Where an item is now and which bytes it has; undefined when it is no more. */
export function findRunItem(
  db: Database,
  itemId: ItemId,
): (Pick<RunItem, 'path'> & { readonly contentHash: string | null; readonly missing: boolean }) | undefined {
  const row = prepare(
    db,
    `SELECT r.path AS root, i.path AS name, p.content_hash AS contentHash, i.missing
     FROM items i JOIN item_probe p ON p.item_id = i.id JOIN roots r ON r.id = i.root_id WHERE i.id = ?`,
  ).get(itemId) as { root: string; name: string; contentHash: string | null; missing: number } | undefined;
  return row && { path: `${row.root}/${row.name}`, contentHash: row.contentHash, missing: row.missing === 1 };
}

/** @returns false when the run has done this item already. */
export function insertRunItem(db: Database, runId: RunId, itemId: ItemId, problem: ErrorRecord | null): boolean {
  const { changes } = prepare(
    db,
    'INSERT INTO run_items (run_id, item_id, problem_code, problem_details) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(runId, itemId, problem?.code ?? null, problem ? JSON.stringify(problem.details) : null);
  return changes === 1;
}

/** @throws {AppError} run.notFound */
export function activateRun(db: Database, runId: RunId): void {
  getRun(db, runId);
  db.transaction(() => {
    setActiveRun(db, runId);
    refreshSummaries(db, 'all');
  }).immediate();
}

/**
 * Hides a run; `sweepRuns` takes away what belongs to it. Decisions carry copies and stay.
 * @throws {AppError} run.notFound, run.busy
 */
export function deleteRun(db: Database, runId: RunId): void {
  if (getRun(db, runId).state === 'running') throw new AppError('run.busy');
  db.transaction(() => {
    prepare(db, 'UPDATE runs SET deleted = 1 WHERE id = ?').run(runId);
    if (findActiveRunId(db) !== runId) return;
    setActiveRun(db, prepare(db, 'SELECT max(id) FROM runs WHERE NOT deleted').pluck().get() as RunId | null);
    refreshSummaries(db, 'all');
  }).immediate();
}

/** Takes away at most so many rows of what deleted runs left. @returns whether there may be more. */
export function sweepRuns(db: Database, rowsAtMost: number): boolean {
  const runId = prepare(db, 'SELECT id FROM runs WHERE deleted LIMIT 1').pluck().get() as RunId | undefined;
  if (runId === undefined) return false;
  return transact(db, () => {
    for (const [table, key] of [
      ['predictions', 'id'],
      ['run_items', 'item_id'],
    ] as const) {
      const some = `SELECT ${key} FROM ${table} WHERE run_id = @runId LIMIT @rowsAtMost`;
      const { changes } = prepare(db, `DELETE FROM ${table} WHERE run_id = @runId AND ${key} IN (${some})`).run({
        runId,
        rowsAtMost,
      });
      if (changes > 0) return true;
    }
    prepare(db, 'DELETE FROM runs WHERE id = ?').run(runId);
    return true;
  });
}
