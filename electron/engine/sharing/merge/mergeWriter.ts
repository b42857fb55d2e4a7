import type { Database } from 'better-sqlite3';
import { emptyMerge } from '#shared/change/mergeItem.ts';
import type { MergedItemBody } from '../../db/ops/mergeOps.ts';
import { noteChanged } from '../../db/summaries.ts';
import { commitPart, partLimits } from '../../datasets/partedEdit.ts';
import type { PartRange, PartWords } from '../../datasets/partedEdit.ts';
import { splitChange } from '../../datasets/splitChange.ts';

interface Source {
  readonly mergeId: string;
  readonly packageId: string;
  readonly who: string;
  readonly theirs: { readonly seq: number; readonly hash: string };
}

export interface MergeWriter {
  /** @param item null: it is as it is to be already */
  add(itemId: number, item: MergedItemBody | null): void;
  finish(): PartRange;
}

/** Writes what a merge does as entries of bounded size. Part of the caller's transaction. */
export function createMergeWriter(db: Database, words: PartWords, source: Source): MergeWriter {
  let items: MergedItemBody[] = [];
  let settled: number[] = [];
  let [labels, letters] = [0, 0];
  let parts: [number, number] | null = null;

  function flush(): void {
    if (items.length === 0 && settled.length === 0) return;
    const body = { ...source, settled, takesBack: false, items };
    const itemIds = items.map(({ itemId }) => itemId);
    const entry = commitPart(db, { op: 'merge.applied', body, ...words }, itemIds);
    for (const { itemId, by } of items)
      for (const actor of by) noteChanged(db, [itemId], { at: entry.at, actor }, { hasLabeled: true });
    parts = [parts?.[0] ?? entry.seq, entry.seq];
    [items, settled, labels, letters] = [[], [], 0, 0];
  }

  function flushWhenFull(): void {
    const isFull = items.length >= partLimits.items || labels >= partLimits.labels || letters >= partLimits.letters;
    if (isFull || settled.length >= partLimits.items) flush();
  }

  return {
    add(itemId, item) {
      if (item) {
        const { first, last } = splitChange(item.change);
        for (const { change, ...size } of first) {
          items.push({ ...emptyMerge, ...{ itemId, by: item.by, change } } as MergedItemBody);
          labels += size.labels;
          letters += size.letters;
          flushWhenFull();
        }
        items.push({ ...item, change: last.change });
        labels += last.labels;
        letters += last.letters + JSON.stringify(item.comments).length;
      }
      settled.push(itemId);
      flushWhenFull();
    },
    finish() {
      flush();
      return parts;
    },
  };
}
