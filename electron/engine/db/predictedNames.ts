import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';

/** The class names a run predicted, in order. Steps from name to name through an index: it reads no prediction twice. */
export function listPredictedNames(db: Database, runId: number): string[] {
  return prepare(
    db,
    `WITH RECURSIVE step (name) AS (
       SELECT min(class_name) FROM predictions WHERE run_id = @runId
       UNION ALL
       SELECT (SELECT min(class_name) FROM predictions WHERE run_id = @runId AND class_name > step.name)
       FROM step WHERE step.name IS NOT NULL)
     SELECT name FROM step WHERE name IS NOT NULL`,
  )
    .pluck()
    .all({ runId }) as string[];
}
