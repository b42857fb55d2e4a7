import { invertChange } from '#shared/change/invertChange.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { changeFits } from '../../handlers/changeFits.ts';
import { commit } from '../../db/commit.ts';
import { getStanding } from '../../db/items.ts';
import { importApplied, importFinished } from '../../db/ops/importOps.ts';
import { prepare } from '../../db/prepare.ts';
import { commitPart } from '../partedEdit.ts';
import type { PartedEdit } from '../partedEdit.ts';

/** How an import is taken back. */
export const importParts: PartedEdit = {
  partsOf: (body) => importFinished.body.parse(JSON.parse(body)).parts,
  takePartBack(db, partBody, words) {
    const { items, ...source } = importApplied.body.parse(JSON.parse(partBody));
    const inverse = items.reverse().map(({ itemId, change, split }) => ({
      ...{ itemId, change: invertChange(change) },
      ...(split ? { split: [split[1], split[0]] as const } : {}),
    }));
    const splitOf = prepare(db, 'SELECT split FROM items WHERE id = ?').pluck();
    const misfits = inverse.filter(
      ({ itemId, change, split }) =>
        !changeFits(db, itemId as ItemId, getStanding(db, itemId as ItemId).stage, change) ||
        (split && splitOf.get(itemId) !== split[0]),
    );
    if (misfits.length > 0) throw new AppError('import.builtOn', { count: misfits.length });
    const request = { op: 'import.applied', body: { ...source, items: inverse }, ...words } as const;
    const itemIds = inverse.map(({ itemId }) => itemId);
    return { entry: commitPart(db, request, itemIds), items: items.length };
  },
  finish(db, finishedBody, parts, words) {
    const finished = importFinished.body.parse(JSON.parse(finishedBody));
    const body = { ...finished, parts: parts && ([...parts] as [number, number]) };
    commit(db, { op: 'import.finished', body, ...words });
  },
};
