import type { Database } from 'better-sqlite3';
import { activeRunClasses } from '../predictedClasses.ts';
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

/** Of the project, and those of the active run's model. */
export function listClassNames(db: Database): string[] {
  const own = prepare(db, 'SELECT name FROM classes ORDER BY position').pluck().all() as string[];
  return [...new Set([...own, ...activeRunClasses(db).keys()])];
}
