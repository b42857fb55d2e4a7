import type { Database } from 'better-sqlite3';
import { invertChange, invertDiff } from '#shared/change/invertChange.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { findMarks } from '../../handlers/applyEdit.ts';
import { changeFits, diffFits } from '../../handlers/changeFits.ts';
import { findComment, isCommentIdFree } from '../../db/comments.ts';
import { commit } from '../../db/commit.ts';
import { getStanding } from '../../db/items.ts';
import { mergeApplied, mergeFinished } from '../../db/ops/mergeOps.ts';
import type { MergedItemBody } from '../../db/ops/mergeOps.ts';
import { prepare } from '../../db/prepare.ts';
import { commitPart } from '../../datasets/partedEdit.ts';
import type { PartedEdit } from '../../datasets/partedEdit.ts';

function invert(db: Database, { change, comments, tags, split, madeBefore, ...item }: MergedItemBody): MergedItemBody {
  const back = invertChange(change);
  const marks = findMarks(db, back);
  return {
    ...{ ...item, change: back, comments: invertDiff(comments), madeAgain: madeBefore },
    ...{ tags: { added: tags.removed, removed: tags.added }, split: split && [split[1], split[0]] },
    ...(marks ? { madeBefore: { ...marks } } : {}),
  };
}

function fits(db: Database, { itemId: number, change, comments, tags, split }: MergedItemBody): boolean {
  const itemId = number as ItemId;
  const hasTag = (tag: string): boolean =>
    prepare(db, 'SELECT 1 FROM item_tags WHERE tag = ? AND item_id = ?').get(tag, itemId) !== undefined;
  const now = prepare(db, 'SELECT split FROM items WHERE id = ?').pluck().get(itemId);
  return (
    changeFits(db, itemId, getStanding(db, itemId).stage, change) &&
    diffFits(
      comments,
      (id) => findComment(db, itemId, id),
      (id) => isCommentIdFree(db, id),
    ) &&
    tags.removed.every(hasTag) &&
    !tags.added.some(hasTag) &&
    (split === null || split[0] === now)
  );
}

/** How a merge is taken back. */
export const mergeParts: PartedEdit = {
  partsOf: (body) => mergeFinished.body.parse(JSON.parse(body)).parts,
  takePartBack(db, partBody, words) {
    const { items, takesBack, ...source } = mergeApplied.body.parse(JSON.parse(partBody));
    const inverse = items.reverse().map((item) => invert(db, item));
    const misfits = inverse.filter((item) => !fits(db, item));
    if (misfits.length > 0) throw new AppError('merge.builtOn', { count: misfits.length });
    const body = { ...source, takesBack: !takesBack, items: inverse };
    const itemIds = inverse.map(({ itemId }) => itemId);
    return { entry: commitPart(db, { op: 'merge.applied', body, ...words }, itemIds), items: items.length };
  },
  finish(db, finishedBody, parts, words) {
    const finished = mergeFinished.body.parse(JSON.parse(finishedBody));
    const body = { ...finished, parts: parts && ([...parts] as [number, number]) };
    commit(db, { op: 'merge.finished', body, ...words });
  },
};
