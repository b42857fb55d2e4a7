import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { Facets, ItemSummary, itemQuerySchema } from '#shared/contract/engineApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { fileStates, stages } from '#shared/model/item.ts';
import type { FileState, Item, Stage } from '#shared/model/item.ts';
import type { z } from 'zod';
import { prepare } from './prepare.ts';

type Query = z.output<typeof itemQuerySchema>;
type Params = Record<string, string | number>;

/** What the contract calls the file state: gone beats changed beats what the last look at the file said. */
const fileStateSql = `CASE WHEN i.missing THEN 'missing' WHEN i.changed THEN 'changed' ELSE p.state END`;
const from = `FROM items i JOIN item_probe p ON p.item_id = i.id JOIN item_summary s ON s.item_id = i.id`;

/** The order of a query as SQL: its first expression may be equal for many items, path and id make it total. */
const sortKeys: Readonly<Record<Query['sort'], readonly string[]>> = {
  path: ['i.path', 'i.id'],
  // Items without a proposal come last: no score is above 1.
  confidence: ['coalesce(s.lowest_score, 2)', 'i.path', 'i.id'],
  added: ['i.id'],
};

function whereSql(query: Query): { sql: string; params: Params } {
  const parts: string[] = [];
  const params: Params = {};
  const anyOf = (column: string, values: readonly string[] | undefined, name: string): void => {
    if (!values) return;
    parts.push(`${column} IN (${values.map((_, index) => `@${name}${index}`).join(', ')})`);
    for (const [index, value] of values.entries()) params[`${name}${index}`] = value;
  };
  anyOf('i.stage', query.stages, 'stage');
  anyOf(fileStateSql, query.fileStates, 'fileState');
  if (query.classId !== undefined) {
    parts.push(`(EXISTS (SELECT 1 FROM annotations a WHERE a.class_id = @classId AND a.item_id = i.id)
      OR EXISTS (SELECT 1 FROM open_predictions o JOIN classes c ON c.name = o.class_name
                 WHERE c.id = @classId AND o.item_id = i.id))`);
    params.classId = query.classId;
  }
  if (query.minScore !== undefined || query.maxScore !== undefined) {
    parts.push(`EXISTS (SELECT 1 FROM open_predictions o WHERE o.item_id = i.id
      AND o.score >= @minScore AND o.score <= @maxScore)`);
    params.minScore = query.minScore ?? 0;
    params.maxScore = query.maxScore ?? 1;
  }
  if (query.undecidedOnly) parts.push('s.proposal_count > 0');
  if (query.text) {
    parts.push(`i.path LIKE @text ESCAPE '\\'`);
    params.text = `%${query.text.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
  }
  return { sql: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', params };
}

function orderSql(query: Query, backwards = false): string {
  const direction = query.descending !== backwards ? 'DESC' : 'ASC';
  return `ORDER BY ${sortKeys[query.sort].map((key) => `${key} ${direction}`).join(', ')}`;
}

interface SummaryRow {
  readonly id: ItemId;
  readonly path: string;
  readonly stage: Stage;
  readonly fileState: FileState;
  readonly problemCode: ErrorCode | null;
  readonly problemDetails: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly annotationCount: number;
  readonly proposalCount: number;
  readonly lowestScore: number | null;
  readonly contentHash: string | null;
}

const summaryColumns = `i.id, i.path, i.stage, ${fileStateSql} AS fileState, p.problem_code AS problemCode,
  p.problem_details AS problemDetails, p.width_px AS widthPx, p.height_px AS heightPx,
  s.annotation_count AS annotationCount, s.proposal_count AS proposalCount, s.lowest_score AS lowestScore,
  p.content_hash AS contentHash`;

function toSummary({ problemCode, problemDetails, contentHash, ...row }: SummaryRow): ItemSummary {
  const details = JSON.parse(problemDetails ?? '{}') as Record<string, string | number>;
  const problem = problemCode === null ? null : { ...toErrorRecord(new AppError(problemCode, details)), stack: undefined };
  return { ...row, problem, pictureVersion: contentHash?.slice(0, 12) ?? 'none' };
}

export function listItems(db: Database, query: Query, offset: number, limit: number): ItemSummary[] {
  const { sql, params } = whereSql(query);
  const rows = prepare(db, `SELECT ${summaryColumns} ${from} ${sql} ${orderSql(query)} LIMIT @limit OFFSET @offset`).all({
    ...params,
    limit,
    offset,
  }) as SummaryRow[];
  return rows.map(toSummary);
}

export function countItems(db: Database, query: Query): number {
  const { sql, params } = whereSql(query);
  return prepare(db, `SELECT count(*) ${from} ${sql}`).pluck().get(params) as number;
}

/** The condition that a row comes after (or before) item @from in the query's order, as a comparison of row values. */
function beyondSql(query: Query, step: 1 | -1): string {
  const keys = sortKeys[query.sort];
  const sign = (step === 1) !== query.descending ? '>' : '<';
  return `(${keys.join(', ')}) ${sign} (SELECT ${keys.join(', ')} ${from} WHERE i.id = @from)`;
}

/** The next item of the query in that direction, also when `itemId` itself isn't in it any more. */
export function findNeighbour(db: Database, query: Query, itemId: ItemId, step: 1 | -1): ItemId | null {
  const { sql, params } = whereSql(query);
  const where = sql ? `${sql} AND` : 'WHERE';
  const select = `SELECT i.id ${from} ${where} ${beyondSql(query, step)} ${orderSql(query, step === -1)} LIMIT 1`;
  return (prepare(db, select).pluck().get({ ...params, from: itemId }) as ItemId | undefined) ?? null;
}

/** How many items of the query come before this one; null when it isn't in it. */
export function findPosition(db: Database, query: Query, itemId: ItemId): number | null {
  const { sql, params } = whereSql(query);
  const where = sql ? `${sql} AND` : 'WHERE';
  const isIn = prepare(db, `SELECT 1 ${from} ${where} i.id = @from`).get({ ...params, from: itemId });
  if (!isIn) return null;
  const select = `SELECT count(*) ${from} ${where} ${beyondSql(query, -1)}`;
  return prepare(db, select).pluck().get({ ...params, from: itemId }) as number;
}

export function countFacets(db: Database, query: Query): Facets {
  const { sql, params } = whereSql(query);
  const inQuery = `SELECT i.id ${from} ${sql}`;
  const counts = <Key extends string>(column: string, keys: readonly Key[]): Record<Key, number> => {
    const rows = prepare(db, `SELECT ${column} AS key, count(*) AS count ${from} ${sql} GROUP BY 1`).all(params) as {
      key: Key;
      count: number;
    }[];
    const found = new Map(rows.map(({ key, count }) => [key, count]));
    return Object.fromEntries(keys.map((key) => [key, found.get(key) ?? 0])) as Record<Key, number>;
  };
  const byStage = counts('i.stage', stages);
  const byClass = prepare(
    db,
    `SELECT c.id AS classId,
       (SELECT count(*) FROM annotations a WHERE a.class_id = c.id AND a.item_id IN (${inQuery})) AS annotations,
       (SELECT count(*) FROM open_predictions o WHERE o.class_name = c.name COLLATE NOCASE
          AND o.item_id IN (${inQuery})) AS proposals
     FROM classes c ORDER BY c.position`,
  ).all(params) as Facets['byClass'];
  const scoreHistogram = Array<number>(10).fill(0);
  const bins = prepare(
    db,
    `SELECT min(9, CAST(score * 10 AS INTEGER)) AS bin, count(*) AS count FROM open_predictions
     WHERE item_id IN (${inQuery}) GROUP BY 1`,
  ).all(params) as { bin: number; count: number }[];
  for (const { bin, count } of bins) scoreHistogram[bin] = count;
  const total = Object.values(byStage).reduce((sum, count) => sum + count, 0);
  return { total, byStage, byFileState: counts(fileStateSql, fileStates), byClass, scoreHistogram };
}

interface ItemRow extends Omit<Item, 'problem'> {
  readonly problemCode: string | null;
  readonly problemDetails: string | null;
}

/** @throws {AppError} item.notFound */
export function getItem(db: Database, itemId: ItemId): Item {
  const row = prepare(
    db,
    `SELECT i.id, i.root_id AS rootId, i.path, i.frame, i.stage, ${fileStateSql} AS fileState,
       p.problem_code AS problemCode, p.problem_details AS problemDetails, p.width_px AS widthPx,
       p.height_px AS heightPx, p.orientation, p.bit_depth AS bitDepth, p.format, p.size_bytes AS sizeBytes,
       p.modified_ms AS modifiedMs, p.content_hash AS contentHash, i.revision
     FROM items i JOIN item_probe p ON p.item_id = i.id WHERE i.id = ?`,
  ).get(itemId) as ItemRow | undefined;
  if (!row) throw new AppError('item.notFound', { id: itemId });
  const { problemCode, problemDetails, ...item } = row;
  const details = JSON.parse(problemDetails ?? '{}') as Record<string, string | number>;
  return { ...item, problem: problemCode === null ? null : { code: problemCode, details } };
}
