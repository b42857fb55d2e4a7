import type { Database } from 'better-sqlite3';
import type { ItemId } from '#shared/model/ids.ts';
import { prepare } from './prepare.ts';

/** Who has labeled something in an item. */
export const listItemActors = (db: Database, itemId: ItemId): string[] =>
  prepare(db, 'SELECT actor FROM item_actors WHERE item_id = ? ORDER BY actor').pluck().all(itemId) as string[];
