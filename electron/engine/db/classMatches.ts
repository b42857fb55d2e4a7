import type { Database } from 'better-sqlite3';
import type { ClassId } from '#shared/model/ids.ts';
import type { ClassMatch } from '#shared/contract/engineApi.ts';
import { commit } from './commit.ts';
import { prepare } from './prepare.ts';
import { refreshSummaries } from './summaries.ts';

/**
 * What a class of a model is in this project: what a person said of it, else the class of the same name
 * (case-insensitively), else null: not known yet.
 */
export function resolveClass(db: Database, modelSha256: string, className: string): ClassId | 'ignore' | null {
  const said = prepare(db, 'SELECT class_id FROM class_matches WHERE model_sha256 = ? AND class_name = ?')
    .pluck()
    .get(modelSha256, className) as ClassId | null | undefined;
  if (said !== undefined) return said ?? 'ignore';
  const sameName = prepare(db, 'SELECT id FROM classes WHERE name = ?').pluck().get(className) as ClassId | undefined;
  return sameName ?? null;
}

/** The classes that a run predicted, and what they are here. */
export function listClassMatches(db: Database, runId: number): ClassMatch[] {
  const rows = prepare(
    db,
    `SELECT DISTINCT p.class_name AS className, r.model_sha256 AS modelSha256
     FROM predictions p JOIN runs r ON r.id = p.run_id WHERE p.run_id = ? ORDER BY p.class_name`,
  ).all(runId) as { className: string; modelSha256: string }[];
  return rows.map(({ className, modelSha256 }) => ({ className, classId: resolveClass(db, modelSha256, className) }));
}

export function matchClass(
  { db, actor }: { readonly db: Database; readonly actor: string },
  { modelSha256, className, classId }: { modelSha256: string; className: string; classId: ClassId | 'ignore' },
): void {
  const body = { modelSha256, className, classId: classId === 'ignore' ? null : classId };
  const label = classId === 'ignore' ? `Ignore model class ${className}` : `Match model class ${className}`;
  commit(db, { op: 'class.matched', body, actor, subject: `model:${modelSha256}`, label }, () => {
    refreshSummaries(db, 'all');
  });
}
