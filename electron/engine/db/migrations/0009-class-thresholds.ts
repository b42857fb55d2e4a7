import type { Migration } from './migration.ts';

/** Lowest scores of single classes, as JSON by name: derived data, which older programs may leave alone. */
export const classThresholds: Migration = {
  number: 9,
  oldestReader: 8,
  sql: "ALTER TABLE runs ADD COLUMN class_thresholds TEXT NOT NULL DEFAULT '{}'",
};
