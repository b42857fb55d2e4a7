import type { Migration } from './migration.ts';

/**
 * What classes ask of their objects, and what objects answer; NULL: nothing, as in all projects before. A program that
 * knows no attributes would leave them out of exports without a word, and call them differences: it may not read this.
 */
export const attributes: Migration = {
  number: 3,
  oldestReader: 3,
  sql: `
    ALTER TABLE classes ADD COLUMN attributes TEXT;
    ALTER TABLE annotations ADD COLUMN attributes TEXT;
  `,
};
