import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { changeSchema } from '#shared/change/change.ts';
import { prepare } from '../prepare.ts';
import { applyChange, decisionMarks } from './annotationOps.ts';
import { classLook, setLook } from './classOps.ts';
import type { ClassLook } from './classOps.ts';
import { defineOp } from './op.ts';

/** What all entries of one restore, or of the undo of one, have in common. */
const restoreSource = {
  restoreId: z.uuid(),
  /** As the version was called then. */
  version: z.string(),
  /** Of the version's last entry. */
  journalHash: z.string(),
};

function applyLooks(db: Database, classes: readonly { id: number; to: ClassLook }[]): void {
  // Out of each other's way first: two may have changed names, and no name begins like this.
  const leave = prepare(db, 'UPDATE classes SET name = char(1) || id WHERE id = ?');
  for (const { id } of classes) leave.run(id);
  for (const { id, to } of classes) setLook(db, id, to);
}

/** A part of a restore: what it did to classes and to some items, each as an edit would. All parts are in one transaction. */
export const restoreApplied = defineOp({
  body: z.object({
    ...restoreSource,
    classes: z.array(z.object({ id: z.int(), from: classLook, to: classLook })),
    items: z.array(
      z.object({
        itemId: z.int(),
        change: changeSchema,
        /** As of an edit. */
        madeBefore: decisionMarks.optional(),
        madeAgain: decisionMarks.optional(),
      }),
    ),
  }),
  apply: (db, { classes, items }, context) => {
    applyLooks(db, classes);
    for (const { itemId, change, madeAgain = {} } of items) applyChange(db, itemId, change, madeAgain, context);
  },
});

/** The last entry of a restore, and what undo and redo go by: it names the entries of the parts. */
export const restoreFinished = defineOp({
  body: z.object({
    ...restoreSource,
    /** The first and the last entry of its parts. */
    parts: z.tuple([z.int(), z.int()]).nullable(),
    items: z.int(),
    labels: z.int(),
  }),
  apply: () => undefined,
});
