import type { z } from 'zod';
import { invertChange } from '#shared/change/invertChange.ts';
import type { itemsEdited } from '../db/ops/bulkOps.ts';
import type { ItemsEdit } from './planItemEdit.ts';

/** What takes an edit back. */
export function invertItemsEdit(edit: z.output<(typeof itemsEdited)['body']>): ItemsEdit {
  switch (edit.kind) {
    case 'tag':
      return { ...edit, added: edit.removed, removed: edit.added };
    case 'split':
      return { kind: 'split', moves: edit.moves.map(({ from, to, itemIds }) => ({ from: to, to: from, itemIds })) };
    case 'stage':
      return { kind: 'stage', moves: edit.moves.map(({ from, to, itemIds }) => ({ from: to, to: from, itemIds })) };
    case 'meta': {
      const items = edit.items.map(({ itemId, cells }) => ({
        itemId,
        cells: cells.map(({ key, from, to }) => ({ key, from: to, to: from })),
      }));
      return { kind: 'meta', items };
    }
    case 'labels': {
      const edits = edit.edits.map(({ itemId, change, madeBefore = {} }) => ({
        itemId,
        change: invertChange(change),
        madeAgain: madeBefore,
      }));
      return { kind: 'labels', edits };
    }
  }
}
