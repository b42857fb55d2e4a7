import type { Database } from 'better-sqlite3';
import type { ClassId } from '#shared/model/ids.ts';
import type { ClassMatch } from '#shared/contract/api/classesApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { getClass } from './classes.ts';
import { commit } from './commit.ts';
import { listPredictedNames } from './predictedNames.ts';
import { prepare } from './prepare.ts';
import { refreshPredictedClass } from './summaries.ts';

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

/** The classes that a run predicted, and what they are here. @throws {AppError} run.notFound */
export function listClassMatches(db: Database, runId: number): ClassMatch[] {
  const sha256 = prepare(db, 'SELECT model_sha256 FROM runs WHERE id = ?').pluck().get(runId) as string | undefined;
  if (sha256 === undefined) throw new AppError('run.notFound', { id: runId });
  return listPredictedNames(db, runId).map((className) => ({
    className,
    classId: resolveClass(db, sha256, className),
  }));
}

/** @throws {AppError} class.notFound */
export function matchClass(
  { db, actor }: { readonly db: Database; readonly actor: string },
  { modelSha256, className, classId }: { modelSha256: string; className: string; classId: ClassId | 'ignore' },
): void {
  if (classId !== 'ignore') getClass(db, classId);
  const body = { modelSha256, className, classId: classId === 'ignore' ? null : classId };
  const label = classId === 'ignore' ? `Ignore model class ${className}` : `Match model class ${className}`;
  const wasIgnored = resolveClass(db, modelSha256, className) === 'ignore';
  commit(db, { op: 'class.matched', body, actor, subject: `model:${modelSha256}`, label }, () => {
    // Which class it is changes nothing of what waits for a person; whether it is ignored does.
    if (wasIgnored !== (classId === 'ignore')) refreshPredictedClass(db, modelSha256, className);
  });
}
