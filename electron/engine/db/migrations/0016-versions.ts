import type { Migration } from './migration.ts';

/**
 * Named points in the journal; part of the fold. A run remembers the newest version there was when it began: derived, as all of a run.
 * The journal can hold `version.*` and `restore.*` from now on, which older programs would call damage.
 */
export const versions: Migration = {
  number: 16,
  oldestReader: 16,
  sql: `
    CREATE TABLE versions (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      note TEXT NOT NULL,
      -- The last entry of the journal that it holds, and that entry's hash.
      seq INTEGER NOT NULL,
      journal_hash TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      items INTEGER NOT NULL,
      labels INTEGER NOT NULL,
      actor TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT;
    ALTER TABLE runs ADD COLUMN labels_version TEXT;
    ALTER TABLE runs ADD COLUMN labels_hash TEXT;
  `,
};
