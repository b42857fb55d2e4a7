import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { classifyItem, wholeLabels } from '#shared/actions/classifyItem.ts';
import type { ItemAction } from '#shared/contract/api/itemsApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { splits } from '#shared/model/split.ts';
import type { Split } from '#shared/model/split.ts';
import { getItemDocument } from '../db/itemDocument.ts';
import type { OpBody } from '../db/ops/opRegistry.ts';
import { prepare } from '../db/prepare.ts';

export type ItemsEdit = OpBody<'items.edited'>;

interface Standing<Value> {
  readonly id: ItemId;
  readonly value: Value;
}

/** What a column of these items holds; items that are no more are left out. */
function standingOf<Value>(db: Database, column: 'stage' | 'split', itemIds: readonly ItemId[]): Standing<Value>[] {
  const select = prepare(db, `SELECT id, ${column} AS value FROM items WHERE id IN (SELECT value FROM json_each(?))`);
  return select.all(JSON.stringify(itemIds)) as Standing<Value>[];
}

function movesTo<Value>(
  standing: readonly Standing<Value>[],
  to: Value,
): { from: Value; to: Value; itemIds: number[] }[] {
  const moves = new Map<Value, number[]>();
  for (const { id, value } of standing) if (value !== to) moves.set(value, [...(moves.get(value) ?? []), id]);
  return [...moves].map(([from, itemIds]) => ({ from, to, itemIds }));
}

function planTag(db: Database, itemIds: readonly ItemId[], tag: string, isOn: boolean): ItemsEdit {
  const having = `SELECT item_id FROM item_tags WHERE tag = @tag`;
  const changed = prepare(
    db,
    `SELECT id FROM items WHERE id IN (SELECT value FROM json_each(@ids)) AND id ${isOn ? 'NOT IN' : 'IN'} (${having})`,
  )
    .pluck()
    .all({ tag, ids: JSON.stringify(itemIds) }) as number[];
  return { kind: 'tag', tag, added: isOn ? changed : [], removed: isOn ? [] : changed };
}

function planClassify(
  db: Database,
  itemIds: readonly ItemId[],
  classId: Extract<ItemAction, { kind: 'classify' }>['classId'],
): ItemsEdit {
  const isThere = prepare(db, 'SELECT 1 FROM items WHERE id = ?');
  const edits = itemIds.flatMap((itemId) => {
    if (!isThere.get(itemId)) return [];
    const document = getItemDocument(db, itemId);
    // Classifying again would take the class away.
    if (wholeLabels(document).some((label) => label.classId === classId)) return [];
    return [{ itemId, change: classifyItem(document, classId, { isSeveral: false, newId: randomUUID }) }];
  });
  return { kind: 'labels', edits };
}

/** What changes when each of these items gets the split of its own. */
export function planSplitEdit(
  db: Database,
  itemIds: readonly ItemId[],
  splitOf: ReadonlyMap<ItemId, Split>,
): Extract<ItemsEdit, { kind: 'split' }> {
  const standing = standingOf<Split | null>(db, 'split', itemIds);
  const moves = splits.flatMap((to) =>
    movesTo(
      standing.filter(({ id }) => splitOf.get(id) === to),
      to,
    ),
  );
  return { kind: 'split', moves };
}

/** What an action changes in these items, and nothing else. */
export function planItemEdit(db: Database, itemIds: readonly ItemId[], action: ItemAction): ItemsEdit {
  switch (action.kind) {
    case 'tag':
      return planTag(db, itemIds, action.tag, action.isOn);
    case 'split':
      return { kind: 'split', moves: movesTo(standingOf(db, 'split', itemIds), action.split) };
    case 'stage':
      return { kind: 'stage', moves: movesTo(standingOf(db, 'stage', itemIds), action.stage) };
    case 'classify':
      return planClassify(db, itemIds, action.classId);
  }
}

/** The items that an edit changes. */
export function itemsOfEdit(edit: ItemsEdit): number[] {
  if (edit.kind === 'tag') return [...edit.added, ...edit.removed];
  if (edit.kind === 'meta') return edit.items.map(({ itemId }) => itemId);
  if (edit.kind === 'labels') return edit.edits.map(({ itemId }) => itemId);
  return edit.moves.flatMap(({ itemIds }) => itemIds);
}
