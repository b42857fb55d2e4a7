import { z } from 'zod';
import { changeSchema } from '#shared/change/change.ts';
import { splitSchema } from '#shared/model/split.ts';
import { prepare } from '../prepare.ts';
import { applyChange } from './annotationOps.ts';
import { defineOp } from './op.ts';

/** What all entries of one import, or of the undo of one, have in common. */
const importSource = {
  importId: z.uuid(),
  /** Of the file or folder that was chosen; no path: the journal goes where the project goes. */
  file: z.string(),
  format: z.string(),
  /** Of the bytes of all files that were read, in order. */
  sha256: z.string(),
};

/** A part of an import: what it did to some items, each as an edit would. All parts are in one transaction. */
export const importApplied = defineOp({
  body: z.object({
    ...importSource,
    items: z.array(
      z.object({
        itemId: z.int(),
        change: changeSchema,
        /** [from, to]; absent: it stays. */
        split: z.tuple([splitSchema.nullable(), splitSchema.nullable()]).readonly().optional(),
      }),
    ),
  }),
  apply: (db, { items }, context) => {
    const setSplit = prepare(db, 'UPDATE items SET split = ? WHERE id = ?');
    for (const { itemId, change, split } of items) {
      applyChange(db, itemId, change, {}, context);
      if (split) setSplit.run(split[1], itemId);
    }
  },
});

/** The last entry of an import, and what undo and redo go by: it names the entries of the parts. */
export const importFinished = defineOp({
  body: z.object({
    ...importSource,
    /** The first and the last entry of its parts; null: it changed nothing. */
    parts: z.tuple([z.int(), z.int()]).nullable(),
    items: z.int(),
    labels: z.int(),
  }),
  apply: () => undefined,
});
