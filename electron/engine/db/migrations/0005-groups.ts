import type { Migration } from './migration.ts';

/**
 * Which labels belong together; NULL: it stands alone, as in all projects before. A program that knows no groups would leave
 * them out of exports without a word, and call them differences: it may not read this.
 */
export const groups: Migration = {
  number: 5,
  oldestReader: 5,
  sql: 'ALTER TABLE annotations ADD COLUMN group_id TEXT;',
};
