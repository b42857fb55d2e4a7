import type { Database } from 'better-sqlite3';
import type { MetaValue } from '#shared/model/metaValue.ts';
import { prepare } from './prepare.ts';

/** Where a value came from: the item's own file, or a table that was joined. */
export type MetaSource = 'file' | 'table';

/** All that is known of an item, by name. */
export function listMetadata(db: Database, itemId: number): (MetaValue & { readonly source: MetaSource })[] {
  return prepare(db, 'SELECT key, value, number, source FROM item_meta WHERE item_id = ? ORDER BY key').all(
    itemId,
  ) as (MetaValue & { source: MetaSource })[];
}

/** What a look at an item's file told, in the place of what the last one told. Derived data, in the caller's transaction. */
export function saveFileMetadata(db: Database, itemId: number, values: readonly MetaValue[]): void {
  prepare(db, "DELETE FROM item_meta WHERE item_id = ? AND source = 'file'").run(itemId);
  const insert = prepare(
    db,
    "INSERT OR IGNORE INTO item_meta (item_id, key, value, number, source) VALUES (?, ?, ?, ?, 'file')",
  );
  for (const { key, value, number } of values) insert.run(itemId, key, value, number);
}
