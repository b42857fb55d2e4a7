import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { RestoreResult, Version } from '#shared/contract/versions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { editLabel } from '#shared/text/editLabel.ts';
import { findMarks } from '../../handlers/applyEdit.ts';
import { commit } from '../../db/commit.ts';
import type { DecisionMarks } from '../../db/ops/annotationOps.ts';
import { openReader } from '../../db/openReader.ts';
import { prepare } from '../../db/prepare.ts';
import { transact } from '../../db/transact.ts';
import { listTouched } from '../../db/versionDiff.ts';
import { planLooks } from './classLooks.ts';
import { diffItem } from './diffItem.ts';
import { createRestoreWriter } from './restoreWriter.ts';

/** Who had made the item's decisions, and when. */
function marksOf(then: Database, itemId: ItemId): DecisionMarks {
  const rows = prepare(then, 'SELECT id, actor, at FROM decisions WHERE item_id = ?').all(itemId) as {
    id: string;
    actor: string;
    at: string;
  }[];
  return Object.fromEntries(rows.map(({ id, ...mark }) => [id, mark]));
}

/**
 * Makes labels, decisions, stages and classes what they were in a version, as a change of its own that can be undone: all of it in one
 * transaction, or nothing. Files, models, comments and versions stay what they are.
 * @param db a connection that writes, on which nobody else writes now
 * @param count called with the items so far; what it throws takes everything back
 */
export function restoreVersion(
  db: Database,
  actor: string,
  version: Version,
  snapshotPath: string,
  count: (items: number, total: number) => void,
): RestoreResult {
  const then = openReader(snapshotPath);
  try {
    db.prepare('ATTACH ? AS a').run(snapshotPath);
    return transact(db, () => {
      const restoreId = randomUUID();
      const source = { restoreId, version: version.name, journalHash: version.journalHash };
      const label = editLabel('restoreVersion', { name: version.name });
      const words = { actor, label, subject: `restore:${restoreId}` };
      const writer = createRestoreWriter(db, words, source, planLooks(db, then));
      const touched = listTouched(db) as ItemId[];
      let [items, labels] = [0, 0];
      for (const itemId of touched) {
        const change = diffItem(db, then, itemId);
        const { added, removed, updated } = change.annotations;
        const { decisions } = change;
        const isMade = decisions.added.length + decisions.updated.length > 0;
        writer.add({
          ...{ itemId, change, madeBefore: findMarks(db, change) },
          madeAgain: isMade ? marksOf(then, itemId) : undefined,
        });
        items += 1;
        labels += added.length + removed.length + updated.length;
        count(items, touched.length);
      }
      const parts = writer.finish();
      if (!parts) return { items: 0, labels: 0 };
      const body = { ...source, parts: [...parts] as [number, number], items, labels };
      commit(db, { op: 'restore.finished', body, ...words });
      return { items, labels };
    });
  } finally {
    then.close();
  }
}
