import type { Migration } from './migration.ts';

/** What medical files and files of many frames tell of each frame, as JSON: derived data, which older programs may leave alone. */
export const itemFacts: Migration = {
  number: 13,
  oldestReader: 8,
  sql: 'ALTER TABLE item_probe ADD COLUMN facts TEXT',
};
