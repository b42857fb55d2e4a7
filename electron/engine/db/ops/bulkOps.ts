import { z } from 'zod';
import { assert } from '#shared/base/assert.ts';
import { stageSchema } from '#shared/model/item.ts';
import { splitSchema } from '#shared/model/split.ts';
import { prepare } from '../prepare.ts';
import { annotationsApplied } from './annotationOps.ts';
import { defineOp } from './op.ts';

const itemIds = z.array(z.int());
const metaCell = z.object({ value: z.string(), number: z.number().nullable() }).nullable();

/**
 * One edit of many items, each of which it really changes: what they were and what they are now, so that it can be taken
 * back. A long one is several entries with the same subject.
 */
export const itemsEdited = defineOp({
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tag'), tag: z.string(), added: itemIds, removed: itemIds }),
    z.object({
      kind: z.literal('split'),
      moves: z.array(z.object({ from: splitSchema.nullable(), to: splitSchema.nullable(), itemIds })),
    }),
    z.object({
      kind: z.literal('stage'),
      moves: z.array(z.object({ from: stageSchema, to: stageSchema, itemIds })),
    }),
    z.object({
      kind: z.literal('meta'),
      items: z.array(
        z.object({ itemId: z.int(), cells: z.array(z.object({ key: z.string(), from: metaCell, to: metaCell })) }),
      ),
    }),
    z.object({ kind: z.literal('labels'), edits: z.array(annotationsApplied.body) }),
  ]),
  apply: (db, body, context) => {
    switch (body.kind) {
      case 'tag': {
        const add = prepare(db, 'INSERT INTO item_tags (tag, item_id) VALUES (?, ?)');
        const remove = prepare(db, 'DELETE FROM item_tags WHERE tag = ? AND item_id = ?');
        for (const itemId of body.added) add.run(body.tag, itemId);
        for (const itemId of body.removed)
          assert(remove.run(body.tag, itemId).changes === 1, `item ${itemId} has the tag ${body.tag}`);
        return;
      }
      case 'split': {
        const update = prepare(db, 'UPDATE items SET split = ? WHERE id = ?');
        for (const { to, itemIds: ids } of body.moves) for (const itemId of ids) update.run(to, itemId);
        return;
      }
      case 'stage': {
        const update = prepare(db, 'UPDATE items SET stage = ?, revision = revision + 1 WHERE id = ?');
        for (const { to, itemIds: ids } of body.moves) for (const itemId of ids) update.run(to, itemId);
        return;
      }
      case 'meta': {
        const remove = prepare(db, "DELETE FROM item_meta WHERE item_id = ? AND key = ? AND source = 'table'");
        const insert = prepare(
          db,
          "INSERT INTO item_meta (item_id, key, value, number, source) VALUES (?, ?, ?, ?, 'table')",
        );
        for (const { itemId, cells } of body.items)
          for (const { key, from, to } of cells) {
            if (from) assert(remove.run(itemId, key).changes === 1, `item ${itemId} has ${key}`);
            if (to) insert.run(itemId, key, to.value, to.number);
          }
        return;
      }
      case 'labels':
        for (const edit of body.edits) annotationsApplied.apply(db, edit, context);
        return;
    }
  },
});
