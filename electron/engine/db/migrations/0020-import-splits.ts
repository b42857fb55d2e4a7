import type { Migration } from './migration.ts';

/**
 * A part of an import can hold the splits that it gave to items from now on, which older programs would pass over, and call the table damaged. No
 * table is different.
 */
export const importSplits: Migration = { number: 20, oldestReader: 20, sql: '' };
