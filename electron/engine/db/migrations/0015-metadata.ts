import type { Migration } from './migration.ts';

/**
 * Names and values that an item has beside its labels: what its file says of itself (`exif.*`, derived) and what came from a
 * table (`source` is `table`; part of the fold). A number, or the time of a date in milliseconds since 1970, is kept beside
 * the text, so that it is compared by size.
 */
export const metadata: Migration = {
  number: 15,
  oldestReader: 15,
  sql: `
    CREATE TABLE item_meta (
      item_id INTEGER NOT NULL REFERENCES items(id),
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      number REAL,
      source TEXT NOT NULL,
      PRIMARY KEY (item_id, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX item_meta_value ON item_meta(key, value COLLATE NOCASE);
    CREATE INDEX item_meta_number ON item_meta(key, number) WHERE number IS NOT NULL;
  `,
};
