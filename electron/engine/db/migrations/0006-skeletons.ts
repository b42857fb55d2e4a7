import type { Migration } from './migration.ts';

/**
 * What the keypoints of a class are; NULL: single points, as in all projects before. A program that knows no skeletons
 * knows no labels that are one either, and would leave them out of exports: it may not read this.
 */
export const skeletons: Migration = {
  number: 6,
  oldestReader: 6,
  sql: 'ALTER TABLE classes ADD COLUMN skeleton TEXT;',
};
