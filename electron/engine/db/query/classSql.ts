import { findStrayClass, matchNames } from '#shared/query/matchNames.ts';
import type { Word } from '#shared/query/queryNode.ts';
import { QueryRefusal } from '#shared/query/queryProblem.ts';
import { activeRunClasses } from '../predictedClasses.ts';
import { prepare } from '../prepare.ts';
import { or } from './QuerySql.ts';
import type { QuerySql } from './QuerySql.ts';

/**
 * Items with a label or an open proposal of these classes. Names of the model count as what they are matched with, and as
 * themselves.
 * @throws {QueryRefusal}
 */
export function classSql(sql: QuerySql, words: readonly Word[]): string {
  const { db, runId } = sql;
  const classes = prepare(db, 'SELECT id, name FROM classes ORDER BY position').all() as { id: number; name: string }[];
  const predicted = activeRunClasses(db);
  const named = words.filter(({ isNone }) => !isNone);
  const stray = findStrayClass(named, [...classes.map(({ name }) => name), ...predicted.keys()]);
  if (stray) throw new QueryRefusal(stray.code, stray, stray.details);
  const found = new Set(
    matchNames(
      named,
      classes.map(({ name }) => name),
    ),
  );
  const ids = classes.filter(({ name }) => found.has(name)).map(({ id }) => id);
  const own = new Set(matchNames(named, [...predicted.keys()]));
  const names = [...predicted]
    .filter(([name, id]) => own.has(name) || ids.includes(id as number))
    .map(([name]) => name);
  const parts = words.some(({ isNone }) => isNone) ? ['(s.annotation_count = 0 AND s.proposal_count = 0)'] : [];
  if (ids.length > 0)
    parts.push(`EXISTS (SELECT 1 FROM annotations a WHERE ${sql.in('a.class_id', ids)} AND a.item_id = i.id)`);
  if (names.length > 0 && runId !== null) {
    const run = sql.param(runId);
    parts.push(`i.id IN (SELECT item_id FROM predictions WHERE run_id = ${run} AND is_open = 1
      AND ${sql.in('class_name', names)})`);
  }
  return or(parts);
}
