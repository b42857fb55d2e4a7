import type { Database } from 'better-sqlite3';
import type { RunId } from '#shared/model/ids.ts';
import { prepare } from './prepare.ts';

/** The run whose predictions review shows; null when there is none. A choice of view: outside the journal. */
export function findActiveRunId(db: Database): RunId | null {
  const value = prepare(db, "SELECT value FROM meta WHERE key = 'activeRunId'").pluck().get() as string | undefined;
  return value === undefined ? null : (Number(value) as RunId);
}

/** The caller refreshes the summaries in the same transaction. */
export function setActiveRun(db: Database, runId: RunId | null): void {
  if (runId === null) prepare(db, "DELETE FROM meta WHERE key = 'activeRunId'").run();
  else prepare(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('activeRunId', ?)").run(String(runId));
}

/** SHA-256 of the model whose run is shown; null when there is none. */
export function findActiveModel(db: Database): string | null {
  const sha256 = prepare(db, 'SELECT model_sha256 FROM runs WHERE id = ?').pluck().get(findActiveRunId(db));
  return (sha256 as string | undefined) ?? null;
}
