import type { Migration } from './migration.ts';

/**
 * Which entries of imports are about an item: an entry of an import is about many. Derived, and outside the fold. The journal can hold
 * `import.applied` and `import.finished` from now on, which older programs would call damage.
 */
export const imports: Migration = {
  number: 12,
  oldestReader: 12,
  sql: `
    CREATE TABLE import_items (
      item_id INTEGER NOT NULL REFERENCES items(id),
      seq INTEGER NOT NULL REFERENCES journal(seq),
      PRIMARY KEY (item_id, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX journal_imports ON journal(op, seq) WHERE op IN ('import.applied', 'import.finished');
  `,
};
