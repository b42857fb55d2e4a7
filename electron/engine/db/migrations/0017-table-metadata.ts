import type { Migration } from './migration.ts';

/**
 * Metadata that tables bring is written from now on: the journal can hold `items.edited` of the kind `meta`, which older programs
 * would call damage. No table changes.
 */
export const tableMetadata: Migration = { number: 17, oldestReader: 17, sql: '' };
