import type { Database } from 'better-sqlite3';
import { foldCase, globExpression } from '#shared/query/globs.ts';
import type { Word } from '#shared/query/queryNode.ts';
import { prepare } from '../prepare.ts';

/** The different values of the first column of an index, stepping from one to the next: rows of the same are skipped. */
function listDistinct(db: Database, table: string, column: string): string[] {
  return prepare(
    db,
    `WITH RECURSIVE step(value) AS (
       SELECT min(${column}) FROM ${table}
       UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > step.value) FROM step
         WHERE step.value IS NOT NULL)
     SELECT value FROM step WHERE value IS NOT NULL`,
  )
    .pluck()
    .all() as string[];
}

export const listTags = (db: Database): string[] => listDistinct(db, 'item_tags', 'tag');
/** Who has labeled something. */
export const listActors = (db: Database): string[] => listDistinct(db, 'item_actors', 'actor');

/** Names of metadata. */
export const listMetaKeys = (db: Database): string[] => listDistinct(db, 'item_meta', 'key');

/** Those that a word means, whatever the case of their letters. Of hierarchical names also what lies below. */
export function matchNames(words: readonly Word[], names: readonly string[]): string[] {
  const expressions = words.map(({ pattern }) => globExpression(pattern, false));
  return names.filter((name) => {
    const folded = foldCase(name);
    return expressions.some((expression) => {
      for (let end = folded.length; end > 0; end = folded.lastIndexOf('/', end - 1))
        if (expression.test(folded.slice(0, end))) return true;
      return false;
    });
  });
}
