import type { Database } from 'better-sqlite3';
import type { Facets } from '#shared/contract/api/itemsApi.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { fileStates, stages } from '#shared/model/item.ts';
import { splits } from '#shared/model/split.ts';
import type { Split } from '#shared/model/split.ts';
import { findActiveRunId } from './activeRun.ts';
import { openThreadsSql } from './comments.ts';
import { fileStateSql, toItemQuerySql } from './itemQuery.ts';
import type { ParsedItemQuery } from './itemQuery.ts';
import { activeRunClasses } from './predictedClasses.ts';
import { prepare } from './prepare.ts';

const mostTags = 50;

interface Count<Key> {
  readonly key: Key;
  readonly count: number;
}

const totalOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);

/** What the items of a query hold, counted. */
export function countFacets(db: Database, query: ParsedItemQuery): Facets {
  const { from, id, where, params } = toItemQuerySql(db, { ...query, sort: 'added' });
  /**
   * Rows of a table that hang on the items of the query: of the whole project all of them, which come from indexes alone;
   * else item by item, since asking for each of ten million labels whether its item is in the query takes a minute.
   */
  const isAll = where === '1';
  const found = isAll ? '' : `WITH found(id) AS MATERIALIZED (SELECT ${id} ${from} WHERE ${where})`;
  const of = (table: string): string =>
    isAll ? `FROM ${table} r` : `FROM found CROSS JOIN ${table} r ON r.item_id = found.id`;
  const count = <Key>(sql: string): Map<Key, number> => {
    const rows = prepare(db, sql).all({ ...params, runId: findActiveRunId(db) ?? -1 }) as Count<Key>[];
    return new Map(rows.map(({ key, count: many }) => [key, many]));
  };
  const complete = <Key extends string>(keys: readonly Key[], found: ReadonlyMap<Key, number>): Record<Key, number> =>
    Object.fromEntries(keys.map((key) => [key, found.get(key) ?? 0])) as Record<Key, number>;

  const byStage = count<(typeof stages)[number]>(
    `SELECT i.stage AS key, count(*) AS count ${from} WHERE ${where} GROUP BY 1`,
  );
  const all = 'FROM item_probe p CROSS JOIN items i ON i.id = p.item_id';
  const probes =
    where === '1' ? all : from.includes('item_probe') ? from : `${from} JOIN item_probe p ON p.item_id = i.id`;
  const byFileState = count<(typeof fileStates)[number]>(
    `SELECT ${fileStateSql} AS key, count(*) AS count ${probes} WHERE ${where} GROUP BY 1`,
  );
  const annotations = count<ClassId>(
    `${found} SELECT r.class_id AS key, count(*) AS count ${of('annotations')} GROUP BY 1`,
  );
  const open = 'WHERE r.run_id = @runId AND r.is_open = 1';
  const proposals = count<string>(
    `${found} SELECT r.class_name AS key, count(*) AS count ${of('predictions')} ${open} GROUP BY 1`,
  );
  const bins = count<number>(
    `${found} SELECT min(9, CAST(r.score * 10 AS INTEGER)) AS key, count(*) AS count ${of('predictions')} ${open} GROUP BY 1`,
  );
  const byTag = prepare(
    db,
    `${found} SELECT r.tag, count(*) AS count ${of('item_tags')} GROUP BY r.tag ORDER BY count DESC, r.tag LIMIT ${mostTags}`,
  ).all(params) as { tag: string; count: number }[];
  const bySplit = count<Split>(
    `SELECT i.split AS key, count(*) AS count ${from} WHERE ${where} AND i.split IS NOT NULL GROUP BY 1`,
  );

  const talkedAbout = count<null>(
    `SELECT NULL AS key, count(DISTINCT item_id) AS count ${openThreadsSql}
     ${isAll ? '' : `AND item_id IN (SELECT ${id} ${from} WHERE ${where})`}`,
  );

  const names = [...activeRunClasses(db)];
  const classIds = prepare(db, 'SELECT id FROM classes ORDER BY position').pluck().all() as ClassId[];
  return {
    total: totalOf(byStage.values()),
    byStage: complete(stages, byStage),
    byFileState: complete(fileStates, byFileState),
    byTag,
    bySplit: { ...complete(splits, bySplit), none: totalOf(byStage.values()) - totalOf(bySplit.values()) },
    byClass: classIds.map((classId) => ({
      classId,
      annotations: annotations.get(classId) ?? 0,
      proposals: totalOf(names.map(([name, matched]) => (matched === classId ? (proposals.get(name) ?? 0) : 0))),
    })),
    scoreHistogram: Array.from({ length: 10 }, (_, bin) => bins.get(bin) ?? 0),
    openComments: talkedAbout.get(null) ?? 0,
  };
}
