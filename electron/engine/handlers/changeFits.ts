import type { Database } from 'better-sqlite3';
import type { Change, RecordDiff } from '#shared/change/change.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import { findAnnotation, findDecision } from '../db/annotations.ts';
import { canonicalJson } from '../db/journal.ts';
import { prepare } from '../db/prepare.ts';

export function diffFits<Row extends { readonly id: string }>(
  diff: RecordDiff<Row>,
  find: (id: string) => Row | undefined,
  isFree: (id: string) => boolean,
): boolean {
  const isAsBefore = (row: Row): boolean => {
    const stored = find(row.id);
    return stored !== undefined && canonicalJson(stored) === canonicalJson(row);
  };
  return (
    diff.removed.every(isAsBefore) &&
    diff.updated.every(([from]) => isAsBefore(from)) &&
    diff.added.every((row) => isFree(row.id))
  );
}

/** A prediction has one decision at most: one that is decided already, elsewhere, is a conflict. */
function predictionsAreFree(db: Database, { decisions }: Change): boolean {
  const going = new Set<string>(decisions.removed.map(({ id }) => id));
  const findOther = prepare(db, 'SELECT id FROM decisions WHERE prediction_id = ?').pluck();
  const taken = new Set<number>();
  return decisions.added.every(({ predictionId }) => {
    if (taken.has(predictionId)) return false;
    taken.add(predictionId);
    const other = findOther.get(predictionId) as string | undefined;
    return other === undefined || going.has(other);
  });
}

/**
 * Whether a change starts from what is stored, so that nothing is overwritten unseen. Only the rows it touches are read:
 * an item may have thousands.
 */
export function changeFits(db: Database, itemId: ItemId, stage: Stage, change: Change): boolean {
  if (change.stage && change.stage[0] !== stage) return false;
  // Ids are unique in the whole project, not only in the item.
  const annotationExists = prepare(db, 'SELECT 1 FROM annotations WHERE id = ?');
  const decisionExists = prepare(db, 'SELECT 1 FROM decisions WHERE id = ?');
  return (
    diffFits(
      change.annotations,
      (id) => findAnnotation(db, itemId, id),
      (id) => !annotationExists.get(id),
    ) &&
    diffFits(
      change.decisions,
      (id) => findDecision(db, itemId, id),
      (id) => !decisionExists.get(id),
    ) &&
    predictionsAreFree(db, change)
  );
}
