import type { Migration } from './migration.ts';

/**
 * How a run looks at images beside its thresholds, as JSON; and of a committee's predictions the share of its models that
 * have seen them. Derived data, which older programs may leave alone.
 */
export const runOptions: Migration = {
  number: 11,
  oldestReader: 8,
  sql: `
    ALTER TABLE runs ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE predictions ADD COLUMN agreement REAL;
  `,
};
