import type { Database } from 'better-sqlite3';
import type { Change, RecordDiff } from '#shared/change/change.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import { listAnnotations, listDecisions } from '../../db/annotations.ts';
import { canonicalJson } from '../../db/journal.ts';
import { prepare } from '../../db/prepare.ts';

function diffRecords<Row extends { readonly id: string }>(from: readonly Row[], to: readonly Row[]): RecordDiff<Row> {
  const before = new Map(from.map((row) => [row.id, row]));
  const after = new Set(to.map(({ id }) => id));
  const updated: (readonly [Row, Row])[] = [];
  const added: Row[] = [];
  for (const row of to) {
    const old = before.get(row.id);
    if (!old) added.push(row);
    else if (canonicalJson(old) !== canonicalJson(row)) updated.push([old, row]);
  }
  return { added, updated, removed: from.filter(({ id }) => !after.has(id)) };
}

/** An item that is not there yet has the stage of a new one. */
function stageOf(db: Database, itemId: ItemId): Stage {
  return (prepare(db, 'SELECT stage FROM items WHERE id = ?').pluck().get(itemId) as Stage | undefined) ?? 'new';
}

/** What makes one item's labels, decisions and stage in `from` what they are in `to`. */
export function diffItem(from: Database, to: Database, itemId: ItemId): Change {
  const stages = [stageOf(from, itemId), stageOf(to, itemId)] as const;
  return {
    annotations: diffRecords(listAnnotations(from, itemId), listAnnotations(to, itemId)),
    decisions: diffRecords(listDecisions(from, itemId), listDecisions(to, itemId)),
    stage: stages[0] === stages[1] ? null : stages,
  };
}
