import { assert } from '../base/assert.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import type { Change, RecordDiff } from './change.ts';

function applyDiff<Row extends { readonly id: string }>(rows: readonly Row[], diff: RecordDiff<Row>): readonly Row[] {
  if (diff.added.length + diff.updated.length + diff.removed.length === 0) return rows;
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const row of diff.removed) assert(byId.delete(row.id), `a removed record is in the document: ${row.id}`);
  for (const [from, to] of diff.updated) {
    assert(from.id === to.id && byId.has(to.id), `an updated record is in the document: ${to.id}`);
    byId.set(to.id, to);
  }
  for (const row of diff.added) {
    assert(!byId.has(row.id), `an added record is new: ${row.id}`);
    byId.set(row.id, row);
  }
  return [...byId.values()];
}

/**
 * The document after `change`. Records that are untouched stay the same objects. Does not count the revision:
 * that is the store's.
 * @throws {BugError} when the change doesn't fit the document.
 */
export function applyChange(document: ItemDocument, change: Change): ItemDocument {
  if (change.stage) assert(change.stage[0] === document.item.stage, 'the change starts from the stage of the item');
  return {
    ...document,
    item: change.stage ? { ...document.item, stage: change.stage[1] } : document.item,
    annotations: applyDiff(document.annotations, change.annotations),
    decisions: applyDiff(document.decisions, change.decisions),
  };
}
