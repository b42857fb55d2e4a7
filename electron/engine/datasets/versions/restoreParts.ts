import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import { invertChange } from '#shared/change/invertChange.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { changeFits } from '../../handlers/changeFits.ts';
import { findMarks } from '../../handlers/applyEdit.ts';
import { getClass } from '../../db/classes.ts';
import { commit } from '../../db/commit.ts';
import { getStanding } from '../../db/items.ts';
import { canonicalJson } from '../../db/journal.ts';
import { restoreApplied, restoreFinished } from '../../db/ops/restoreOps.ts';
import { prepare } from '../../db/prepare.ts';
import { commitPart } from '../partedEdit.ts';
import type { PartedEdit } from '../partedEdit.ts';
import { lookOf } from './classLooks.ts';

type Part = z.output<(typeof restoreApplied)['body']>;

function looksFit(db: Database, classes: Part['classes']): boolean {
  const going = new Set(classes.map(({ id }) => id));
  const holder = prepare(db, 'SELECT id FROM classes WHERE name = ?').pluck();
  return classes.every(({ id, from, to }) => {
    const other = holder.get(to.name) as number | undefined;
    const isFree = other === undefined || going.has(other);
    return isFree && canonicalJson(lookOf(getClass(db, id))) === canonicalJson(from);
  });
}

/** How a restore is taken back. */
export const restoreParts: PartedEdit = {
  partsOf: (body) => restoreFinished.body.parse(JSON.parse(body)).parts,
  takePartBack(db, partBody, words) {
    const { items, classes: looks, ...source } = restoreApplied.body.parse(JSON.parse(partBody));
    const classes = looks.map(({ id, from, to }) => ({ id, from: to, to: from }));
    const inverse = items.reverse().map(({ itemId, change, madeBefore }) => {
      const back = invertChange(change);
      const marks = findMarks(db, back);
      return {
        ...{ itemId, change: back },
        ...(marks ? { madeBefore: { ...marks } } : {}),
        ...(madeBefore ? { madeAgain: madeBefore } : {}),
      };
    });
    const misfits = inverse.filter(
      ({ itemId, change }) => !changeFits(db, itemId as ItemId, getStanding(db, itemId as ItemId).stage, change),
    );
    if (misfits.length > 0 || !looksFit(db, classes)) throw new AppError('version.builtOn', { count: misfits.length });
    const request = { op: 'restore.applied', body: { ...source, classes, items: inverse }, ...words } as const;
    const itemIds = inverse.map(({ itemId }) => itemId);
    return { entry: commitPart(db, request, itemIds), items: items.length };
  },
  finish(db, finishedBody, parts, words) {
    const finished = restoreFinished.body.parse(JSON.parse(finishedBody));
    const body = { ...finished, parts: parts && ([...parts] as [number, number]) };
    commit(db, { op: 'restore.finished', body, ...words });
  },
};
