import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import { assertExists } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import { packageBegun } from '../../db/ops/packageOps.ts';
import { prepare } from '../../db/prepare.ts';

export interface PackageFacts extends z.output<typeof packageBegun.body> {
  /** Of the package as a project. */
  readonly packageId: string;
  readonly handedOutAt: string;
  /** The last entry of its journal that says how it was handed out. */
  readonly handedOutSeq: number;
}

export function getProjectId(db: Database): string {
  const id = prepare(db, "SELECT value FROM meta WHERE key = 'projectId'").pluck().get() as string | undefined;
  return assertExists(id, 'a journal begins with the project');
}

/** @throws {AppError} merge.notAPackage */
export function readPackage(db: Database): PackageFacts {
  const select = "SELECT seq, at, body FROM journal WHERE subject = 'package' AND op = ? ORDER BY seq DESC LIMIT 1";
  const begun = prepare(db, select).get('package.begun') as { at: string; body: string } | undefined;
  const filled = prepare(db, select).get('package.filled') as { seq: number } | undefined;
  if (!begun || !filled) throw new AppError('merge.notAPackage');
  return {
    ...packageBegun.body.parse(JSON.parse(begun.body)),
    packageId: getProjectId(db),
    handedOutAt: begun.at,
    handedOutSeq: filled.seq,
  };
}

/** Whether a project is the one that a package was handed out of, or a copy of it. @throws {AppError} merge.otherOrigin */
export function assertOrigin(project: Database, { origin }: PackageFacts): void {
  const hash = prepare(project, 'SELECT hash FROM journal WHERE seq = ?').pluck().get(origin.seq);
  if (getProjectId(project) !== origin.projectId || hash !== origin.journalHash)
    throw new AppError('merge.otherOrigin');
}
