import { z } from 'zod';
import { assert } from '#shared/base/assert.ts';
import { changeSchema } from '#shared/change/change.ts';
import { commentChangeSchema } from '#shared/change/commentChange.ts';
import { splitSchema } from '#shared/model/split.ts';
import { prepare } from '../prepare.ts';
import { applyChange, decisionMarks } from './annotationOps.ts';
import { commentsApplied } from './commentOps.ts';
import { defineOp } from './op.ts';

/** What all entries of one merge, or of the undo of one, have in common. */
const mergeSource = {
  mergeId: z.uuid(),
  packageId: z.uuid(),
  /** Whom the package was handed to. */
  who: z.string(),
};

const mergedItem = z.object({
  itemId: z.int(),
  /** Who changed the item in the package. */
  by: z.array(z.string()),
  change: changeSchema,
  comments: commentChangeSchema,
  tags: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  /** [from, to], or null when it stays. */
  split: z.tuple([splitSchema.nullable(), splitSchema.nullable()]).readonly().nullable(),
  /** As of an edit. */
  madeBefore: decisionMarks.optional(),
  madeAgain: decisionMarks.optional(),
});

export type MergedItemBody = z.output<typeof mergedItem>;

/** A part of a merge: what it did to some items. All parts are in one transaction. */
export const mergeApplied = defineOp({
  body: z.object({
    ...mergeSource,
    /** The newest entry of the package then: what was done up to there, these items have. */
    theirs: z.object({ seq: z.int(), hash: z.string() }),
    settled: z.array(z.int()),
    /** An undo: they have it no more. */
    takesBack: z.boolean(),
    items: z.array(mergedItem),
  }),
  apply: (db, { items }, context) => {
    const addTag = prepare(db, 'INSERT INTO item_tags (tag, item_id) VALUES (?, ?)');
    const removeTag = prepare(db, 'DELETE FROM item_tags WHERE tag = ? AND item_id = ?');
    const setSplit = prepare(db, 'UPDATE items SET split = ? WHERE id = ?');
    for (const { itemId, change, comments, tags, split, madeAgain = {} } of items) {
      applyChange(db, itemId, change, madeAgain, context);
      commentsApplied.apply(db, { itemId, change: comments }, context);
      for (const tag of tags.removed) assert(removeTag.run(tag, itemId).changes === 1, `it has the tag ${tag}`);
      for (const tag of tags.added) addTag.run(tag, itemId);
      if (split) setSplit.run(split[1], itemId);
    }
  },
});

/** The last entry of a merge, and what undo and redo go by: it names the entries of the parts. */
export const mergeFinished = defineOp({
  body: z.object({
    ...mergeSource,
    /** The first and the last entry of its parts. */
    parts: z.tuple([z.int(), z.int()]).nullable(),
    items: z.int(),
    labels: z.int(),
  }),
  apply: () => undefined,
});
