import type { Migration } from './migration.ts';

/**
 * What images look like in 64 bits, by which near duplicates are found: derived data. NULL: the file was read before there were any,
 * and is looked at again when duplicates are looked for; no bytes: the image shows nothing that could be told apart.
 */
export const fingerprints: Migration = {
  number: 18,
  oldestReader: 17,
  sql: 'ALTER TABLE item_probe ADD COLUMN fingerprint BLOB',
};
