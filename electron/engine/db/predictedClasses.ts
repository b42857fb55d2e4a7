import type { Database } from 'better-sqlite3';
import type { ClassId } from '#shared/model/ids.ts';
import { findActiveRunId } from './activeRun.ts';
import { resolveClass } from './classMatches.ts';
import { listPredictedNames } from './predictedNames.ts';
import { prepare } from './prepare.ts';

/** What each class name that the active run predicted is in this project. */
export function activeRunClasses(db: Database): ReadonlyMap<string, ClassId | 'ignore' | null> {
  const runId = findActiveRunId(db);
  if (runId === null) return new Map();
  const sha256 = prepare(db, 'SELECT model_sha256 FROM runs WHERE id = ?').pluck().get(runId) as string | undefined;
  if (sha256 === undefined) return new Map();
  return new Map(listPredictedNames(db, runId).map((name) => [name, resolveClass(db, sha256, name)]));
}
