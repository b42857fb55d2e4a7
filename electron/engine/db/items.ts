import type { Database } from 'better-sqlite3';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { ItemFacts, Plane } from '#shared/model/itemFacts.ts';
import type { FileState, Item, Stage } from '#shared/model/item.ts';
import type { Split } from '#shared/model/split.ts';
import { openThreadsSql } from './comments.ts';
import { fileStateSql, orderSql, toItemQuerySql } from './itemQuery.ts';
import type { ItemQuerySql, ParsedItemQuery } from './itemQuery.ts';
import { prepare } from './prepare.ts';

interface SummaryRow {
  readonly id: ItemId;
  readonly path: string;
  readonly frame: number;
  readonly frameCount: number;
  readonly plane: Plane | null;
  readonly slice: number | null;
  readonly stage: Stage;
  readonly fileState: FileState;
  readonly problemCode: ErrorCode | null;
  readonly problemDetails: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly annotationCount: number;
  readonly proposalCount: number;
  readonly lowestScore: number | null;
  readonly openComments: number;
  readonly contentHash: string | null;
  readonly tags: string | null;
  readonly split: Split | null;
}

/** As JSON. */
const tagsSql = `(SELECT json_group_array(tag ORDER BY tag) FROM item_tags WHERE item_id = i.id)`;
const toTags = (json: string | null): string[] => JSON.parse(json ?? '[]') as string[];

const summaryColumns = `i.id, i.path, i.frame, coalesce(p.facts ->> 'frameCount', 1) AS frameCount,
  p.facts ->> 'plane' AS plane, p.facts ->> 'slice' AS slice, i.stage, ${fileStateSql} AS fileState, p.problem_code AS problemCode,
  p.problem_details AS problemDetails, p.width_px AS widthPx, p.height_px AS heightPx,
  s.annotation_count AS annotationCount, s.proposal_count AS proposalCount, s.lowest_score AS lowestScore,
  (SELECT count(*) ${openThreadsSql} AND item_id = i.id) AS openComments, p.content_hash AS contentHash, i.split,
  ${tagsSql} AS tags`;

/** Of the bytes that a picture is made of. */
export const pictureVersionOf = (contentHash: string | null): string => contentHash?.slice(0, 12) ?? 'none';

function toSummary({ problemCode, problemDetails, contentHash, tags, ...row }: SummaryRow): ItemSummary {
  const details = JSON.parse(problemDetails ?? '{}') as Record<string, string | number>;
  const problem =
    problemCode === null ? null : { ...toErrorRecord(new AppError(problemCode, details)), stack: undefined };
  return { ...row, tags: toTags(tags), problem, pictureVersion: pictureVersionOf(contentHash) };
}

/** One page of a query. Skipping to it steps through an index; only its own rows are read. */
export function listItems(db: Database, query: ParsedItemQuery, offset: number, limit: number): ItemSummary[] {
  const { from, id, where, params, keys } = toItemQuerySql(db, query);
  const listed = query.sort === 'listed' ? 'JOIN json_each(@listed) l ON l.value = i.id' : '';
  const page = `SELECT ${id} AS item_id ${from} WHERE ${where} ${orderSql(keys, query.descending)} LIMIT @limit OFFSET @offset`;
  const rows = prepare(
    db,
    `WITH page AS MATERIALIZED (${page})
     SELECT ${summaryColumns} FROM page CROSS JOIN items i ON i.id = page.item_id
     CROSS JOIN item_probe p ON p.item_id = i.id CROSS JOIN item_summary s ON s.item_id = i.id ${listed}
     ${orderSql(keys, query.descending)}`,
  ).all({ ...params, limit, offset }) as SummaryRow[];
  return rows.map(toSummary);
}

export function countItems(db: Database, query: ParsedItemQuery): number {
  // The order doesn't matter for a count, and may need a join.
  const { from, where, params } = toItemQuerySql(db, { ...query, sort: 'added' });
  return prepare(db, `SELECT count(*) ${from} WHERE ${where}`).pluck().get(params) as number;
}

/** So many that a question about all of them takes longer than a frame. */
export function isLarge(db: Database): boolean {
  return ((prepare(db, 'SELECT max(id) FROM items').pluck().get() as number | null) ?? 0) > 20_000;
}

/** The items of a query, in no order. */
export function listItemIds(db: Database, query: ParsedItemQuery): ItemId[] {
  const { from, id, where, params } = toItemQuerySql(db, { ...query, sort: 'added' });
  return prepare(db, `SELECT ${id} ${from} WHERE ${where}`).pluck().all(params) as ItemId[];
}

/** The condition that a row comes after (or before) item @from in the query's order, as a comparison of row values. */
function beyondSql({ from, keys }: ItemQuerySql, isAfter: boolean): string {
  const own = keys.map((key) => key.replace(/\b([ispl])\./g, '$1_from.'));
  const listed = from.includes('@listed') ? 'JOIN json_each(@listed) l_from ON l_from.value = i_from.id' : '';
  return `(${keys.join(', ')}) ${isAfter ? '>' : '<'} (SELECT ${own.join(', ')} FROM items i_from
    JOIN item_summary s_from ON s_from.item_id = i_from.id JOIN item_probe p_from ON p_from.item_id = i_from.id ${listed}
    WHERE i_from.id = @from)`;
}

/** The next item of the query in that direction, also when `itemId` itself isn't in it any more. */
export function findNeighbour(db: Database, query: ParsedItemQuery, itemId: ItemId, step: 1 | -1): ItemId | null {
  const sql = toItemQuerySql(db, query);
  const isAfter = (step === 1) !== query.descending;
  const select = `SELECT ${sql.id} ${sql.from} WHERE ${sql.where} AND ${beyondSql(sql, isAfter)} ${orderSql(sql.keys, !isAfter)} LIMIT 1`;
  return (
    (prepare(db, select)
      .pluck()
      .get({ ...sql.params, from: itemId }) as ItemId | undefined) ?? null
  );
}

/** How many items of the query come before this one; null when it isn't in it. */
export function findPosition(db: Database, query: ParsedItemQuery, itemId: ItemId): number | null {
  const sql = toItemQuerySql(db, query);
  const params = { ...sql.params, from: itemId };
  const isIn = prepare(db, `SELECT 1 ${sql.from} WHERE ${sql.where} AND ${sql.id} = @from`).get(params);
  if (!isIn) return null;
  const select = `SELECT count(*) ${sql.from} WHERE ${sql.where} AND ${beyondSql(sql, query.descending)}`;
  return prepare(db, select).pluck().get(params) as number;
}

interface ItemRow extends Omit<Item, 'problem' | 'facts' | 'tags'> {
  readonly facts: string | null;
  readonly tags: string | null;
  readonly problemCode: string | null;
  readonly problemDetails: string | null;
}

/** @throws {AppError} item.notFound */
export function getItem(db: Database, itemId: ItemId): Item {
  const row = prepare(
    db,
    `SELECT i.id, i.root_id AS rootId, i.path, i.frame, i.stage, ${fileStateSql} AS fileState,
       p.problem_code AS problemCode, p.problem_details AS problemDetails, p.width_px AS widthPx,
       p.height_px AS heightPx, p.orientation, p.bit_depth AS bitDepth, p.format, p.facts, p.size_bytes AS sizeBytes,
       p.modified_ms AS modifiedMs, p.content_hash AS contentHash, i.revision, i.split,
       ${tagsSql} AS tags
     FROM items i JOIN item_probe p ON p.item_id = i.id WHERE i.id = ?`,
  ).get(itemId) as ItemRow | undefined;
  if (!row) throw new AppError('item.notFound', { id: itemId });
  const { problemCode, problemDetails, facts, tags, ...item } = row;
  const details = JSON.parse(problemDetails ?? '{}') as Record<string, string | number>;
  return {
    ...item,
    tags: toTags(tags),
    facts: facts === null ? null : (JSON.parse(facts) as ItemFacts),
    problem: problemCode === null ? null : { code: problemCode, details },
  };
}

/** What an edit starts from. @throws {AppError} item.notFound */
export function getStanding(db: Database, itemId: ItemId): Pick<Item, 'revision' | 'stage'> {
  const row = prepare(db, 'SELECT revision, stage FROM items WHERE id = ?').get(itemId);
  if (!row) throw new AppError('item.notFound', { id: itemId });
  return row as Pick<Item, 'revision' | 'stage'>;
}
