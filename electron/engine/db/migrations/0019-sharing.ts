import type { Migration } from './migration.ts';

/**
 * The journal can hold `roots.moved`, `package.*` and `merge.*` from now on, which older programs would call damage. No table is different: what a work
 * package was made of, and what was merged of it, the journal alone tells.
 */
export const sharing: Migration = { number: 19, oldestReader: 19, sql: '' };
