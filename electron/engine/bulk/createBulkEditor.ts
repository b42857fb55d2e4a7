import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { ItemAction } from '#shared/contract/api/itemsApi.ts';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Split } from '#shared/model/split.ts';
import { editLabel } from '#shared/text/editLabel.ts';
import type { EditLabel } from '#shared/text/editLabel.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { prepare } from '../db/prepare.ts';
import { listTags } from '../db/query/knownNames.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import { applyItemsEdit } from './applyItemsEdit.ts';
import { itemsOfEdit, planItemEdit, planSplitEdit } from './planItemEdit.ts';
import type { ItemsEdit } from './planItemEdit.ts';

/** Of so many items at once an entry is written within a few frames; labels take longer than marks. */
const itemsPerEntry = 1000;
const labelsPerEntry = 100;
/** The longest tag. */
const tagLimit = 100;

export interface BulkEditor {
  /** @throws {AppError} bulk.busy, bulk.badTag, class.notFound, store.* */
  edit(itemIds: readonly ItemId[], action: ItemAction): EngineOutput<'items.edit'>;
  /** Puts each item into a split of its own. @throws {AppError} bulk.busy, store.* */
  assignSplits(splits: ReadonlyMap<ItemId, Split>, label: EditLabel): EngineOutput<'items.edit'>;
  /** An edit of thousands is being written, a part at a time. */
  readonly isBusy: boolean;
}

interface Work {
  /** What is to be done to some of the items. */
  plan(itemIds: readonly ItemId[]): ItemsEdit;
  readonly label: EditLabel;
  /** So many items an entry. */
  readonly size: number;
}

/** Edits of many items: one action, one undo, whatever their number. */
export function createBulkEditor(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly jobs: Jobs;
}): BulkEditor {
  const { db, emitter, history, jobs } = deps;
  let isBusy = false;

  function describe(action: ItemAction): EditLabel {
    switch (action.kind) {
      case 'tag':
        return editLabel(action.isOn ? 'bulkTag' : 'bulkUntag', { tag: action.tag });
      case 'split':
        return action.split === null ? editLabel('bulkSplitNone') : editLabel('bulkSplit', { split: action.split });
      case 'stage':
        return editLabel('bulkStage', { stage: action.stage });
      case 'classify': {
        const name = prepare(db, 'SELECT name FROM classes WHERE id = ?').pluck().get(action.classId);
        if (typeof name !== 'string') throw new AppError('class.notFound', { id: action.classId });
        return editLabel('bulkClassify', { name });
      }
    }
  }

  /** A tag is spelled as the first time: `Night` and `night` are one. */
  function checked(action: ItemAction): ItemAction {
    if (action.kind !== 'tag') return action;
    if (action.tag === '' || action.tag.length > tagLimit) throw new AppError('bulk.badTag', { limit: tagLimit });
    const folded = action.tag.toLowerCase();
    return { ...action, tag: listTags(db).find((tag) => tag.toLowerCase() === folded) ?? action.tag };
  }

  function write(itemIds: readonly ItemId[], { plan, label }: Work, subject: string): number {
    const edit = plan(itemIds);
    const changed = itemsOfEdit(edit).length;
    const entry = changed > 0 ? applyItemsEdit(deps, { edit, subject, label }) : null;
    if (!entry) return 0;
    history.note(entry);
    return changed;
  }

  function announce(): void {
    emitter.emit('itemsChanged', { itemIds: null });
    emitter.emit('historyChanged', {});
  }

  async function writeAll(parts: readonly (readonly ItemId[])[], work: Work, job: JobHandle): Promise<void> {
    const subject = `bulk:${randomUUID()}`;
    let done = 0;
    try {
      for (const part of parts) {
        if (job.signal.aborted) break;
        write(part, work, subject);
        done += part.length;
        job.progress({ done });
        await nextTurn();
      }
      job.finish(job.signal.aborted ? 'cancelled' : 'done');
    } catch (error) {
      const record = toErrorRecord(error);
      job.fail(record);
      emitter.emit('noticed', { error: record });
    } finally {
      isBusy = false;
      announce();
    }
  }

  function run(itemIds: readonly ItemId[], work: Work): EngineOutput<'items.edit'> {
    const { size } = work;
    if (itemIds.length <= size) {
      const changed = write(itemIds, work, `bulk:${randomUUID()}`);
      if (changed > 0) announce();
      return { changed, jobId: null };
    }
    isBusy = true;
    const parts = Array.from({ length: Math.ceil(itemIds.length / size) }, (_, at) =>
      itemIds.slice(at * size, (at + 1) * size),
    );
    const job = jobs.start({ kind: 'bulk', total: itemIds.length, cancellable: true });
    void writeAll(parts, work, job);
    return { changed: null, jobId: job.id };
  }

  return {
    get isBusy() {
      return isBusy;
    },
    edit(itemIds, asked) {
      if (isBusy) throw new AppError('bulk.busy');
      const action = checked(asked);
      return run(itemIds, {
        plan: (part) => planItemEdit(db, part, action),
        label: describe(action),
        size: action.kind === 'classify' ? labelsPerEntry : itemsPerEntry,
      });
    },
    assignSplits(splits, label) {
      if (isBusy) throw new AppError('bulk.busy');
      return run([...splits.keys()], {
        plan: (part) => planSplitEdit(db, part, splits),
        label,
        size: itemsPerEntry,
      });
    },
  };
}
