import type { Migration } from './migration.ts';

/**
 * What people say about items and objects; part of the fold. An object may be deleted while its comments stay, so nothing
 * ties the two. The index has only threads that wait for somebody, however long a project has been talked about. The
 * journal can hold `comments.applied` from now on, which older programs would call damage.
 */
export const comments: Migration = {
  number: 8,
  oldestReader: 8,
  sql: `
    CREATE TABLE comments (
      id TEXT PRIMARY KEY,
      item_id INTEGER NOT NULL REFERENCES items(id),
      thread_id TEXT,
      annotation_id TEXT,
      author TEXT NOT NULL,
      at TEXT NOT NULL,
      text TEXT,
      edited_at TEXT,
      resolved_by TEXT,
      resolved_at TEXT
    ) STRICT;
    CREATE INDEX comments_item ON comments(item_id);
    CREATE INDEX comments_open ON comments(item_id) WHERE thread_id IS NULL AND resolved_at IS NULL;
  `,
};
