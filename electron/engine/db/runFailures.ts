import type { Database } from 'better-sqlite3';
import type { RunFailure } from '#shared/contract/api/runsApi.ts';
import { AppError, isErrorCode, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorDetails, ErrorRecord } from '#shared/contract/errors.ts';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import { prepare } from './prepare.ts';

interface FailureRow {
  readonly itemId: ItemId;
  readonly path: string;
  readonly code: string;
  readonly details: string;
  readonly model: string;
}

function toRecord({ code, details, model }: FailureRow): ErrorRecord {
  // A file may come from a program that knows other reasons.
  const error = isErrorCode(code)
    ? // Details of an older program don't name the model.
      new AppError(code, { model, ...(JSON.parse(details) as ErrorDetails) })
    : new AppError('internal', { reason: code });
  return { ...toErrorRecord(error), stack: undefined };
}

/** The items that a run could not do, and why, in path order. */
export function listRunFailures(
  db: Database,
  runId: RunId,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): RunFailure[] {
  const rows = prepare(
    db,
    `SELECT x.item_id AS itemId, i.path, x.problem_code AS code, x.problem_details AS details, r.model_name AS model
     FROM run_items x JOIN items i ON i.id = x.item_id JOIN runs r ON r.id = x.run_id WHERE x.run_id = ? AND x.problem_code IS NOT NULL
     ORDER BY i.path, i.id LIMIT ? OFFSET ?`,
  ).all(runId, limit, offset) as FailureRow[];
  return rows.map((row) => ({ itemId: row.itemId, path: row.path, error: toRecord(row) }));
}

/** Forgets them, so that the run does them anew. */
export function clearRunFailures(db: Database, runId: RunId): void {
  prepare(db, 'DELETE FROM run_items WHERE run_id = ? AND problem_code IS NOT NULL').run(runId);
}
