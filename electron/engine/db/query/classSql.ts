import type { Database } from 'better-sqlite3';
import { findStrayClass, matchNames } from '#shared/query/matchNames.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { Word } from '#shared/query/queryNode.ts';
import { QueryRefusal } from '#shared/query/queryProblem.ts';
import { activeRunClasses } from '../predictedClasses.ts';
import { prepare } from '../prepare.ts';
import { or } from './QuerySql.ts';
import type { QuerySql } from './QuerySql.ts';

/** Classes of the project, and names of the active run's model, that words mean. */
export interface FoundClasses {
  readonly ids: readonly ClassId[];
  readonly names: readonly string[];
  /** Also those without label and proposal. */
  readonly isNone: boolean;
}

/**
 * Names of the model count as what they are matched with, and as themselves.
 * @throws {QueryRefusal}
 */
export function findClasses(db: Database, words: readonly Word[]): FoundClasses {
  const classes = prepare(db, 'SELECT id, name FROM classes ORDER BY position').all() as {
    id: ClassId;
    name: string;
  }[];
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
    .filter(([name, id]) => own.has(name) || ids.includes(id as ClassId))
    .map(([name]) => name);
  return { ids, names, isNone: named.length < words.length };
}

/**
 * Items with a label or an open proposal of these classes.
 * @throws {QueryRefusal}
 */
export function classSql(sql: QuerySql, words: readonly Word[]): string {
  const { ids, names, isNone } = findClasses(sql.db, words);
  const { runId } = sql;
  const parts = isNone ? ['(s.annotation_count = 0 AND s.proposal_count = 0)'] : [];
  if (ids.length > 0)
    parts.push(`EXISTS (SELECT 1 FROM annotations a WHERE ${sql.in('a.class_id', ids)} AND a.item_id = i.id)`);
  if (names.length > 0 && runId !== null) {
    const run = sql.param(runId);
    parts.push(sql.has('predictions', `run_id = ${run} AND is_open = 1 AND ${sql.in('class_name', names)}`));
  }
  return or(parts);
}
