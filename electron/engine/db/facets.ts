import type { Database } from 'better-sqlite3';
import type { Facets } from '#shared/contract/api/itemsApi.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { fileStates, stages } from '#shared/model/item.ts';
import type { FileState, Stage } from '#shared/model/item.ts';
import { splits } from '#shared/model/split.ts';
import type { Split } from '#shared/model/split.ts';
import { findActiveRunId } from './activeRun.ts';
import { openThreadsSql } from './comments.ts';
import { fileStateSql, toItemQuerySql } from './itemQuery.ts';
import type { ParsedItemQuery } from './itemQuery.ts';
import { activeRunClasses } from './predictedClasses.ts';
import { prepare } from './prepare.ts';

/** The most used ones. */
export const mostTags = 50;
export const bins = 10;
/** In which tenth a score `p.score` lies. */
export const binSql = `min(${bins - 1}, CAST(p.score * ${bins} AS INTEGER))`;
/** Items whose labels are counted at once: some ten milliseconds. */
const itemsAtOnce = 10_000;

/** Labels of classes of the project, proposals of classes of the model, and proposals by score. */
export interface LabelCounts {
  readonly annotations: Map<ClassId, number>;
  readonly proposals: Map<string, number>;
  readonly scores: number[];
}

const totalOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Of the whole project: all of it is in indexes, class by class and bin by bin. */
function* countAllLabels(db: Database, runId: number): Generator<void, LabelCounts> {
  const counts: LabelCounts = { annotations: new Map(), proposals: new Map(), scores: [] };
  const countOne = (sql: string, ...params: readonly (number | string)[]): number =>
    prepare(db, sql)
      .pluck()
      .get(...params) as number;
  for (const id of prepare(db, 'SELECT id FROM classes').pluck().all() as ClassId[]) {
    counts.annotations.set(id, countOne('SELECT count(*) FROM annotations WHERE class_id = ?', id));
    yield;
  }
  for (const name of activeRunClasses(db).keys()) {
    const sql = `SELECT count(*) FROM predictions INDEXED BY predictions_class
      WHERE run_id = ? AND class_name = ? AND is_open = 1`;
    counts.proposals.set(name, countOne(sql, runId, name));
    yield;
  }
  for (let bin = 0; bin < bins; bin += 1) {
    const [low, high] = [bin / bins, bin === bins - 1 ? 2 : (bin + 1) / bins];
    const sql = `SELECT count(*) FROM predictions INDEXED BY predictions_open_score
      WHERE run_id = ? AND is_open AND score >= ? AND score < ?`;
    counts.scores.push(countOne(sql, runId, low, high));
    yield;
  }
  return counts;
}

/**
 * Of the items in the table `found`, a few thousand at a time. The index of predictions is named: by the one of classes SQLite would
 * walk over all of a run for each of the items.
 */
function* countFoundLabels(db: Database, runId: number): Generator<void, LabelCounts> {
  const counts: LabelCounts = { annotations: new Map(), proposals: new Map(), scores: Array<number>(bins).fill(0) };
  const piece = `FROM (SELECT id FROM temp.found WHERE id > @after ORDER BY id LIMIT ${itemsAtOnce}) f`;
  const lastOf = prepare(db, `SELECT max(id) ${piece}`).pluck();
  const annotations = prepare(
    db,
    `SELECT a.class_id AS key, count(*) AS count ${piece} CROSS JOIN annotations a ON a.item_id = f.id GROUP BY 1`,
  );
  const proposals = prepare(
    db,
    `SELECT p.class_name AS key, ${binSql} AS bin, count(*) AS count
     ${piece} CROSS JOIN predictions p INDEXED BY predictions_item
       ON p.run_id = @runId AND p.item_id = f.id AND p.is_open = 1 GROUP BY 1, 2`,
  );
  for (let after = 0, last: number | null; ; after = last) {
    last = lastOf.get({ after }) as number | null;
    if (last === null) return counts;
    for (const { key, count } of annotations.all({ after }) as { key: ClassId; count: number }[])
      add(counts.annotations, key, count);
    for (const row of proposals.all({ after, runId }) as { key: string; bin: number; count: number }[]) {
      add(counts.proposals, row.key, row.count);
      counts.scores[row.bin] = (counts.scores[row.bin] ?? 0) + row.count;
    }
    yield;
  }
}

/** What is counted of items; names that none has may be left out. */
export interface Counts {
  readonly byStage: ReadonlyMap<Stage, number>;
  readonly byFileState: ReadonlyMap<FileState, number>;
  readonly bySplit: ReadonlyMap<Split, number>;
  readonly byTag: Facets['byTag'];
  readonly openComments: number;
  readonly labels: LabelCounts;
}

const complete = <Key extends string>(keys: readonly Key[], counted: ReadonlyMap<Key, number>): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, counted.get(key) ?? 0])) as Record<Key, number>;

export function toFacets(db: Database, counts: Counts): Facets {
  const { byStage, byFileState, bySplit, byTag, openComments, labels } = counts;
  const total = totalOf(byStage.values());
  const names = [...activeRunClasses(db)];
  const classIds = prepare(db, 'SELECT id FROM classes ORDER BY position').pluck().all() as ClassId[];
  return {
    total,
    byStage: complete(stages, byStage),
    byFileState: complete(fileStates, byFileState),
    byTag,
    bySplit: { ...complete(splits, bySplit), none: total - totalOf(bySplit.values()) },
    byClass: classIds.map((classId) => ({
      classId,
      annotations: labels.annotations.get(classId) ?? 0,
      proposals: totalOf(names.map(([name, matched]) => (matched === classId ? (labels.proposals.get(name) ?? 0) : 0))),
    })),
    scoreHistogram: labels.scores,
    openComments,
  };
}

/**
 * What the items of a query hold, counted in steps, between which others may be answered. Not for two queries of one connection at a time.
 * @throws {AppError} query.*
 */
export function* facetSteps(db: Database, query: ParsedItemQuery): Generator<void, Facets> {
  const { from, id, where, params } = toItemQuerySql(db, { ...query, sort: 'added' });
  const isAll = where === '1';
  if (!isAll) {
    db.exec('CREATE TEMP TABLE IF NOT EXISTS found (id INTEGER PRIMARY KEY); DELETE FROM temp.found');
    db.prepare(`INSERT INTO temp.found SELECT ${id} ${from} WHERE ${where} ORDER BY 1`).run(params);
    yield;
  }
  const found = (table: string, key: string): string =>
    isAll ? `FROM ${table} r` : `FROM temp.found f CROSS JOIN ${table} r ON r.${key} = f.id`;
  const count = <Key>(sql: string): Map<Key, number> =>
    new Map((prepare(db, sql).all() as { key: Key; count: number }[]).map(({ key, count: many }) => [key, many]));

  const byStage = count<Stage>(`SELECT r.stage AS key, count(*) AS count ${found('items', 'id')} GROUP BY 1`);
  yield;
  const probes = isAll ? 'FROM item_probe p' : 'FROM temp.found f CROSS JOIN item_probe p ON p.item_id = f.id';
  const byFileState = count<FileState>(
    `SELECT ${fileStateSql} AS key, count(*) AS count ${probes} CROSS JOIN items i ON i.id = p.item_id GROUP BY 1`,
  );
  yield;
  const bySplit = count<Split>(
    `SELECT r.split AS key, count(*) AS count ${found('items', 'id')} WHERE r.split IS NOT NULL GROUP BY 1`,
  );
  const byTag = prepare(
    db,
    `SELECT r.tag, count(*) AS count ${found('item_tags', 'item_id')} GROUP BY r.tag ORDER BY count DESC, r.tag LIMIT ${mostTags}`,
  ).all() as { tag: string; count: number }[];
  const openComments = prepare(
    db,
    `SELECT count(DISTINCT item_id) ${openThreadsSql} ${isAll ? '' : 'AND item_id IN (SELECT id FROM temp.found)'}`,
  )
    .pluck()
    .get() as number;
  yield;

  const runId = findActiveRunId(db) ?? -1;
  const labels = yield* isAll ? countAllLabels(db, runId) : countFoundLabels(db, runId);
  return toFacets(db, { byStage, byFileState, bySplit, byTag, openComments, labels });
}

/** All steps at once. @throws {AppError} query.* */
export function countFacets(db: Database, query: ParsedItemQuery): Facets {
  const steps = facetSteps(db, query);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
