import type { Database } from 'better-sqlite3';
import { invertChange } from '#shared/change/invertChange.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { changeFits } from '../../handlers/changeFits.ts';
import { commit } from '../../db/commit.ts';
import { getStanding } from '../../db/items.ts';
import { importApplied, importFinished } from '../../db/ops/importOps.ts';
import { prepare } from '../../db/prepare.ts';
import { noteChanged, refreshSummaries } from '../../db/summaries.ts';
import { transact } from '../../db/transact.ts';

/**
 * Takes an import back, or the undo of one: each of its parts, the last first, and an entry that names what it undoes. All or nothing.
 * @param seq of its last entry, `import.finished`
 * @param count called with the items so far; what it throws takes everything back
 * @throws {AppError} import.builtOn when labels that it brought are not as it left them
 */
export function takeBackImport(db: Database, actor: string, seq: number, count: (items: number) => void): void {
  const bodyOf = (at: number): unknown =>
    JSON.parse(prepare(db, 'SELECT body FROM journal WHERE seq = ?').pluck().get(at) as string);
  const { parts, ...finished } = importFinished.body.parse(bodyOf(seq));
  const label = prepare(db, 'SELECT label FROM journal WHERE seq = ?').pluck().get(seq) as string;
  const subject = `import:${finished.importId}`;
  const note = prepare(db, 'INSERT OR IGNORE INTO import_items (item_id, seq) VALUES (?, ?)');
  let done = 0;
  transact(db, () => {
    let taken: readonly [number, number] | null = null;
    for (let part = parts?.[1] ?? 0; parts && part >= parts[0]; part -= 1) {
      const { items, ...source } = importApplied.body.parse(bodyOf(part));
      const inverse = items.reverse().map(({ itemId, change }) => ({ itemId, change: invertChange(change) }));
      const misfits = inverse.filter(
        ({ itemId, change }) => !changeFits(db, itemId as ItemId, getStanding(db, itemId as ItemId).stage, change),
      );
      if (misfits.length > 0) throw new AppError('import.builtOn', { count: misfits.length });
      const body = { ...source, items: inverse };
      const entry = commit(db, { op: 'import.applied', body, actor, subject, label }, (made) => {
        for (const { itemId } of inverse) note.run(itemId, made.seq);
        const itemIds = inverse.map(({ itemId }) => itemId);
        refreshSummaries(db, itemIds);
        noteChanged(db, itemIds, made, { hasLabeled: true });
      });
      taken = [taken?.[0] ?? entry.seq, entry.seq];
      count((done += items.length));
    }
    const body = { ...finished, parts: taken && ([...taken] as [number, number]) };
    commit(db, { op: 'import.finished', body, actor, subject, label, undoes: seq });
  });
}
