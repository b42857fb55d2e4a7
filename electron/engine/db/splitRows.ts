import type { Database } from 'better-sqlite3';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Split } from '#shared/model/split.ts';
import { prepare } from './prepare.ts';

export interface SplitRow {
  readonly id: ItemId;
  readonly rootId: number;
  readonly path: string;
  readonly frame: number;
  readonly split: Split | null;
}

/** All items of the project. */
export const eachSplitRow = (db: Database): IterableIterator<SplitRow> =>
  prepare(db, 'SELECT id, root_id AS rootId, path, frame, split FROM items').iterate() as IterableIterator<SplitRow>;

/** Which items have annotations of which classes, each once. */
export const eachItemClass = (db: Database): IterableIterator<{ itemId: ItemId; classId: ClassId }> =>
  prepare(
    db,
    'SELECT DISTINCT item_id AS itemId, class_id AS classId FROM annotations ORDER BY item_id, class_id',
  ).iterate() as IterableIterator<{ itemId: ItemId; classId: ClassId }>;

/** What the items have as one of their metadata. */
export function mapMeta(db: Database, key: string): Map<ItemId, string> {
  const rows = prepare(db, 'SELECT item_id AS id, value FROM item_meta WHERE key = ?').iterate(
    key,
  ) as IterableIterator<{
    id: ItemId;
    value: string;
  }>;
  return new Map([...rows].map(({ id, value }) => [id, value]));
}
