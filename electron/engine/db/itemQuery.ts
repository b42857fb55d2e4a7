import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import { metaKeyOfSort } from '#shared/contract/itemQuery.ts';
import type { itemQuerySchema, itemSorts } from '#shared/contract/itemQuery.ts';
import { findActiveRunId } from './activeRun.ts';
import { openThreadsSql } from './comments.ts';
import { activeRunClasses } from './predictedClasses.ts';
import { QuerySql } from './query/QuerySql.ts';
import { whereSql } from './query/whereSql.ts';

export type ParsedItemQuery = z.output<typeof itemQuerySchema>;

/** What the contract calls the file state: gone beats changed beats what the last look at the file said. */
export const fileStateSql = `CASE WHEN i.missing THEN 'missing' WHEN i.changed THEN 'changed' ELSE p.state END`;

/** A query as SQL. Items are `i`; tables that no part of the query needs are not joined. */
export interface ItemQuerySql {
  readonly from: string;
  /** The item's number: `items` itself is left out where nothing of it is asked. */
  readonly id: 'i.id' | 's.item_id';
  /** Conditions joined by AND; `1` when there is none. */
  readonly where: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** The order: its last expression makes it total. */
  readonly keys: readonly string[];
}

/** What is not there comes last: no path, number or time is beyond these. */
const sortKeys: Readonly<Record<(typeof itemSorts)[number] | 'listed', readonly string[]>> = {
  path: ['i.path', 'i.id'],
  // Items without a proposal come last: no score is above 1. As in the index item_summary_confidence.
  confidence: ['coalesce(s.lowest_score, 2)', 's.item_id'],
  // Those with nothing to be unsure of come last. As in the index item_summary_uncertainty.
  uncertainty: ['coalesce(-s.uncertainty, 1)', 's.item_id'],
  added: ['i.id'],
  changed: ['s.changed_ms', 's.item_id'],
  labels: ['s.annotation_count', 's.item_id'],
  proposals: ['s.proposal_count', 's.item_id'],
  classes: ['s.class_count', 's.item_id'],
  size: ['coalesce(s.shortest_px, 1e9)', 's.item_id'],
  pixels: ['coalesce(p.width_px * p.height_px, 0)', 'p.item_id'],
  stage: ['i.stage', 'i.path', 'i.id'],
  listed: ['l.key'],
};

const metaOf = (column: string): string => `(SELECT ${column} FROM item_meta WHERE item_id = i.id AND key = @sortKey)`;
/** Numbers and dates by size, then what is text, then items without it: no number is beyond the first, no text beyond the second. */
const metaKeys = [`coalesce(${metaOf('number')}, 9e307)`, `coalesce(${metaOf('value')}, char(1114111))`, 'i.id'];

/**
 * The tables that a query needs. Tables are walked in the order of their ids, side by side; by an index of paths each item
 * would be looked up somewhere else, which takes ten times as long over a million. Only where paths are the order, or
 * nothing but `items` is asked, may SQLite choose.
 */
function fromSql(where: string, keys: readonly string[]): string {
  const isListed = keys[0] === 'l.key';
  const used = `${where} ${keys.join(' ')}`;
  const summary = /\bs\./.test(used);
  const probe = /\bp\./.test(used);
  if (keys[0] === 'i.path' || keys[0] === 'i.stage' || isListed || (!summary && !probe)) {
    const joins = [
      summary ? 'JOIN item_summary s ON s.item_id = i.id' : '',
      probe ? 'JOIN item_probe p ON p.item_id = i.id' : '',
    ];
    const items = isListed ? 'FROM json_each(@listed) l CROSS JOIN items i ON i.id = l.value' : 'FROM items i';
    return [items, ...joins].join(' ').trim();
  }
  if (!summary) return 'FROM item_probe p CROSS JOIN items i ON i.id = p.item_id';
  if (!probe && !/\bi\./.test(used)) return 'FROM item_summary s';
  const also = probe ? ' CROSS JOIN item_probe p ON p.item_id = s.item_id' : '';
  return `FROM item_summary s CROSS JOIN items i ON i.id = s.item_id${also}`;
}

export function toItemQuerySql(db: Database, query: ParsedItemQuery): ItemQuerySql {
  const conditions: string[] = [];
  const params: Record<string, string | number> = {};
  const oneOf = (values: readonly string[], name: string): string => {
    for (const [index, value] of values.entries()) params[`${name}${index}`] = value;
    return `(${values.map((_, index) => `@${name}${index}`).join(', ')})`;
  };
  if (query.stages) conditions.push(`i.stage IN ${oneOf(query.stages, 'stage')}`);
  if (query.fileStates) conditions.push(`${fileStateSql} IN ${oneOf(query.fileStates, 'fileState')}`);
  if (query.classId !== undefined) {
    const { classId } = query;
    const names = [...activeRunClasses(db)].flatMap(([name, matched]) => (matched === classId ? [name] : []));
    const proposals = `SELECT item_id FROM predictions WHERE run_id = @runId AND is_open = 1
      AND class_name IN ${oneOf(names, 'name')}`;
    conditions.push(`i.id IN (SELECT item_id FROM annotations WHERE class_id = @classId UNION ALL ${proposals})`);
    params.classId = classId;
  }
  if (query.minScore !== undefined || query.maxScore !== undefined) {
    conditions.push(`i.id IN (SELECT item_id FROM predictions WHERE run_id = @runId AND is_open
      AND score BETWEEN @minScore AND @maxScore)`);
    params.minScore = query.minScore ?? 0;
    params.maxScore = query.maxScore ?? 1;
  }
  if (query.undecidedOnly) conditions.push('s.proposal_count > 0');
  if (query.openCommentsOnly) conditions.push(`i.id IN (SELECT item_id ${openThreadsSql})`);
  if (query.itemIds || query.sort === 'listed') {
    // Joined where the order is asked for, too: `l` has the place of each.
    params.listed = JSON.stringify([...new Set(query.itemIds)]);
    if (query.sort !== 'listed') conditions.push('i.id IN (SELECT value FROM json_each(@listed))');
  }
  if (query.text) {
    conditions.push(`i.path LIKE @text ESCAPE '\\'`);
    params.text = `%${query.text.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
  }
  if (query.where) conditions.push(whereSql(new QuerySql(db, params, new Date()), query.where));
  const where = conditions.length > 0 ? conditions.join(' AND ') : '1';
  if (where.includes('@runId')) params.runId = findActiveRunId(db) ?? -1;
  const metaKey = metaKeyOfSort(query.sort);
  if (metaKey !== null) params.sortKey = metaKey;
  const keys = metaKey === null ? sortKeys[query.sort as keyof typeof sortKeys] : metaKeys;
  const from = fromSql(where, keys);
  return { from, id: from.includes('items i') ? 'i.id' : 's.item_id', where, params, keys };
}

export function orderSql(keys: readonly string[], descending: boolean): string {
  return `ORDER BY ${keys.map((key) => `${key} ${descending ? 'DESC' : 'ASC'}`).join(', ')}`;
}
