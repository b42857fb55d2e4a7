import type { Database } from 'better-sqlite3';
import type { ClassId } from '#shared/model/ids.ts';
import { findActiveRunId } from './activeRun.ts';
import { resolveClass } from './classMatches.ts';
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

/** What each class name that the active run predicted is in this project. */
export function activeRunClasses(db: Database): ReadonlyMap<string, ClassId | 'ignore' | null> {
  const runId = findActiveRunId(db);
  if (runId === null) return new Map();
  const sha256 = prepare(db, 'SELECT model_sha256 FROM runs WHERE id = ?').pluck().get(runId) as string | undefined;
  if (sha256 === undefined) return new Map();
  return new Map(listPredictedNames(db, runId).map((name) => [name, resolveClass(db, sha256, name)]));
}
