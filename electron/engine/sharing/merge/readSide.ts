import type { Database } from 'better-sqlite3';
import type { ItemSide } from '#shared/change/mergeItem.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import type { Split } from '#shared/model/split.ts';
import { listAnnotations } from '../../db/annotations.ts';
import { listComments } from '../../db/comments.ts';
import { prepare } from '../../db/prepare.ts';

/** What people have made of an item. */
export function readSide(db: Database, itemId: ItemId): ItemSide {
  const { stage, split } = prepare(db, 'SELECT stage, split FROM items WHERE id = ?').get(itemId) as {
    stage: Stage;
    split: Split | null;
  };
  const tags = prepare(db, 'SELECT tag FROM item_tags WHERE item_id = ? ORDER BY tag').pluck().all(itemId) as string[];
  // In an order that is the same in every database: those of one moment are listed as they came in.
  const comments = listComments(db, itemId).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { annotations: listAnnotations(db, itemId), comments, stage, split, tags };
}
