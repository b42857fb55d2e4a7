import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { MergeResult } from '#shared/contract/sharing.ts';
import { editLabel } from '#shared/text/editLabel.ts';
import { commit } from '../../db/commit.ts';
import type { MergedItemBody } from '../../db/ops/mergeOps.ts';
import { transact } from '../../db/transact.ts';
import { findMarks } from '../../handlers/applyEdit.ts';
import { createMergeWriter } from './mergeWriter.ts';
import { planMerge } from './planMerge.ts';
import type { MergeOptions, MergePlan, PlannedItem } from './planMerge.ts';

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

/** Classes come with all that they are in the package, under the numbers that the plan gave them. */
function createClasses({ db, actor }: Writer, { created }: MergePlan): void {
  for (const { attributes, ...labelClass } of created) {
    const body = { ...labelClass, ...(attributes ? { attributes: [...attributes] } : {}) };
    commit(db, { op: 'class.created', body, actor, subject: `class:${body.id}`, label: `Create class ${body.name}` });
  }
}

function toBody(db: Database, { itemId, by, merge }: PlannedItem): MergedItemBody {
  const madeBefore = findMarks(db, merge.change);
  const tags = { added: [...merge.tags.added], removed: [...merge.tags.removed] };
  return { itemId, by: [...by], ...merge, tags, ...(madeBefore ? { madeBefore: { ...madeBefore } } : {}) };
}

/**
 * Merges a work package: all of it in one transaction, or nothing. The whole is one step of undo; classes that it made stay.
 * @param theirs a copy of the package that was checked
 * @param count called with the items so far; what it throws takes everything back
 * @throws {AppError} merge.notAPackage, merge.otherOrigin
 */
export function commitMerge(
  writer: Writer,
  theirs: Database,
  options: MergeOptions,
  token: string,
  count: (items: number, total?: number) => void,
): MergeResult {
  const { db, actor } = writer;
  return transact(db, () => {
    const plan = planMerge(db, theirs, options, count);
    createClasses(writer, plan);
    const { packageId, who } = plan.facts;
    const source = { mergeId: randomUUID(), packageId, who };
    const label = who === '' ? editLabel('mergePackage') : editLabel('mergePackageOf', { name: who });
    const words = { actor, label, subject: `merge:${packageId}` };
    const entries = createMergeWriter(db, words, { ...source, theirs: plan.theirs });
    const changed = new Map(plan.items.map((item) => [item.itemId, item]));
    let labels = 0;
    for (const [done, itemId] of plan.settled.entries()) {
      const item = changed.get(itemId);
      entries.add(itemId, item ? toBody(db, item) : null);
      const { added = [], updated = [], removed = [] } = item?.merge.change.annotations ?? {};
      labels += added.length + updated.length + removed.length;
      count(done, plan.settled.length);
    }
    const parts = entries.finish();
    // Where nothing is different there is nothing to undo.
    if (parts && plan.items.length > 0) {
      const body = { ...source, parts: [...parts] as [number, number], items: plan.items.length, labels };
      commit(db, { op: 'merge.finished', body, ...words });
    }
    return { ...plan.summarize(token), itemsChanged: plan.items.length };
  });
}
