import type { Migration } from './migration.ts';

/**
 * Which entry an edit of a client became. Outside the fold: it only answers a client that lost the acknowledgement and
 * asks again, so that an edit is never made twice.
 */
export const editIds: Migration = {
  number: 4,
  oldestReader: 3,
  sql: `
    CREATE TABLE edit_ids (
      edit_id TEXT PRIMARY KEY,
      seq INTEGER NOT NULL REFERENCES journal(seq)
    ) STRICT, WITHOUT ROWID;
  `,
};
