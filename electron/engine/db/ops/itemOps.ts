import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

const itemIds = z.object({ itemIds: z.array(z.int()) });

export const itemsAdded = defineOp({
  body: z.object({
    items: z.array(z.object({ id: z.int(), rootId: z.int(), path: z.string(), frame: z.int() })),
  }),
  apply: (db, { items }) => {
    // One statement for all: thousands arrive at once, and each call of its own would cost more than its row.
    prepare(
      db,
      `INSERT INTO items (id, root_id, path, frame)
       SELECT value ->> 'id', value ->> 'rootId', value ->> 'path', value ->> 'frame' FROM json_each(?)`,
    ).run(JSON.stringify(items));
  },
});

function dropItem(db: Database, id: number): void {
  // Derived rows of the item that gives way, but those that were moved before; in a replay there are none.
  for (const table of ['predictions', 'run_items', 'item_summary', 'item_probe', 'item_actors', 'item_meta']) {
    prepare(db, `DELETE FROM ${table} WHERE item_id = ?`).run(id);
  }
  prepare(db, 'DELETE FROM items WHERE id = ?').run(id);
}

/**
 * A file was moved or renamed: found again by its content. The item that was made for its new place, which nobody has
 * touched yet, gives way.
 */
export const itemRelinked = defineOp({
  body: z.object({ id: z.int(), rootId: z.int(), path: z.string(), contentHash: z.string(), replacedId: z.int() }),
  apply: (db, { id, rootId, path, replacedId }) => {
    dropItem(db, replacedId);
    prepare(db, 'UPDATE items SET root_id = ?, path = ?, missing = 0 WHERE id = ?').run(rootId, path, id);
  },
});

/**
 * Files changed places among each other, as when they are renumbered: all at once, since each takes a path that another
 * one had. `replacedIds` are items that nobody had touched, at paths that others take now.
 */
export const itemsRelinked = defineOp({
  body: z.object({
    items: z.array(z.object({ id: z.int(), rootId: z.int(), path: z.string(), contentHash: z.string() })),
    replacedIds: z.array(z.int()),
  }),
  apply: (db, { items, replacedIds }) => {
    for (const id of replacedIds) dropItem(db, id);
    // Out of each other's way first: no file's path begins like this.
    const leave = prepare(db, `UPDATE items SET path = '/leaving/' || id WHERE id = ?`);
    for (const { id } of items) leave.run(id);
    const arrive = prepare(db, 'UPDATE items SET root_id = ?, path = ?, missing = 0 WHERE id = ?');
    for (const { id, rootId, path } of items) arrive.run(rootId, path, id);
  },
});

export const itemsMissing = defineOp({
  body: itemIds,
  apply: (db, body) => {
    const update = prepare(db, 'UPDATE items SET missing = 1 WHERE id = ?');
    for (const id of body.itemIds) update.run(id);
  },
});

export const itemsReturned = defineOp({
  body: itemIds,
  apply: (db, body) => {
    const update = prepare(db, 'UPDATE items SET missing = 0 WHERE id = ?');
    for (const id of body.itemIds) update.run(id);
  },
});

/** The bytes of a file that was known changed. Its annotations stay, for a person to confirm. */
export const itemsChanged = defineOp({
  body: z.object({ items: z.array(z.object({ id: z.int(), fromHash: z.string(), toHash: z.string() })) }),
  apply: (db, { items }) => {
    const update = prepare(db, 'UPDATE items SET changed = 1 WHERE id = ?');
    for (const { id } of items) update.run(id);
  },
});

export const itemsConfirmed = defineOp({
  body: itemIds,
  apply: (db, body) => {
    const update = prepare(db, 'UPDATE items SET changed = 0 WHERE id = ?');
    for (const id of body.itemIds) update.run(id);
  },
});
