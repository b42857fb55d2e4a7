import { z } from 'zod';
import { annotationSchema } from '#shared/model/annotation.ts';
import { commentSchema } from '#shared/model/comment.ts';
import { stageSchema } from '#shared/model/item.ts';
import { splitSchema } from '#shared/model/split.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import { prepare } from '../prepare.ts';
import { applyChange } from './annotationOps.ts';
import { itemsEdited } from './bulkOps.ts';
import { commentsApplied } from './commentOps.ts';
import { itemsAdded } from './itemOps.ts';
import { defineOp } from './op.ts';

/** The second entry of a work package: of which project it is, and at which entry of that one's journal it was handed out. */
export const packageBegun = defineOp({
  body: z.object({
    origin: z.object({ projectId: z.uuid(), seq: z.int(), journalHash: z.string() }),
    /** What its items were found by. */
    query: z.string(),
    /** Whom it was handed to; empty: it was not said. */
    who: z.string(),
  }),
  apply: () => undefined,
});

const filledItem = z.object({
  id: z.int(),
  rootId: z.int(),
  path: z.string(),
  frame: z.int(),
  stage: stageSchema,
  split: splitSchema.nullable(),
  tags: z.array(z.string()),
  annotations: z.array(annotationSchema),
  comments: z.array(commentSchema),
});

export type FilledItem = z.input<typeof filledItem>;

/**
 * Items of a work package as they were handed out, with the numbers that they have in their project. A merge goes by them: what was done in the
 * package is what differs from here.
 */
export const packageFilled = defineOp({
  body: z.object({ items: z.array(filledItem) }),
  apply: (db, { items }, context) => {
    const places = items.map(({ id, rootId, path, frame }) => ({ id, rootId, path, frame }));
    itemsAdded.apply(db, { items: places }, context);
    const setSplit = prepare(db, 'UPDATE items SET split = ? WHERE id = ?');
    for (const { id: itemId, stage, split, tags, annotations, comments } of items) {
      const change = { ...emptyChange, annotations: { ...emptyChange.annotations, added: annotations } };
      applyChange(db, itemId, { ...change, stage: ['new', stage] }, {}, context);
      commentsApplied.apply(db, { itemId, change: { added: comments, updated: [], removed: [] } }, context);
      setSplit.run(split, itemId);
      for (const tag of tags) itemsEdited.apply(db, { kind: 'tag', tag, added: [itemId], removed: [] }, context);
    }
  },
});
