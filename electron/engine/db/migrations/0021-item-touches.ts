import type { Migration } from './migration.ts';

/** What a query can ask about an item, and where the item's number is. */
const asked: readonly (readonly [table: string, item: string])[] = [
  ['items', 'id'],
  ...['item_probe', 'item_summary', 'item_tags', 'item_actors', 'item_meta'].map(
    (table) => [table, 'item_id'] as const,
  ),
  ...['annotations', 'predictions', 'decisions', 'comments', 'run_items'].map((table) => [table, 'item_id'] as const),
];

/** The same item again, as in most edits, is not written twice: who reads counts the last one as written about. */
const isNew = (item: string): string => `${item} IS NOT (SELECT item_id FROM item_touches ORDER BY seq DESC LIMIT 1)`;
const trigger = (name: string, event: string, item: string, also = ''): string =>
  `CREATE TRIGGER ${name} AFTER ${event} WHEN ${also}${isNew(item)}
     BEGIN INSERT INTO item_touches (item_id) VALUES (${item}); END;`;

const triggersOf = ([table, item]: readonly [string, string]): string => `
  ${trigger(`${table}_insert_touches`, `INSERT ON ${table}`, `NEW.${item}`)}
  ${trigger(`${table}_delete_touches`, `DELETE ON ${table}`, `OLD.${item}`)}
  ${trigger(`${table}_update_touches`, `UPDATE ON ${table}`, `NEW.${item}`)}
  ${trigger(`${table}_move_touches`, `UPDATE OF ${item} ON ${table}`, `OLD.${item}`, `OLD.${item} <> NEW.${item} AND `)}`;

/**
 * Which items something was written about, in the order of writing: what was computed of many items is brought up to date by
 * looking at these alone. Triggers write it, so that whoever writes can't forget, and in the same transaction, so that a reader sees
 * a change and its note together or neither. Derived, and outside the journal.
 */
export const itemTouches: Migration = {
  number: 21,
  oldestReader: 20,
  sql: `
    CREATE TABLE item_touches (seq INTEGER PRIMARY KEY, item_id INTEGER NOT NULL) STRICT;
    ${asked.map(triggersOf).join('')}`,
};
