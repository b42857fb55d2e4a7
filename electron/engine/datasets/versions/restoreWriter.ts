import type { Database } from 'better-sqlite3';
import type { Change } from '#shared/change/change.ts';
import type { DecisionMarks } from '../../db/ops/annotationOps.ts';
import { commitPart, partLimits } from '../partedEdit.ts';
import type { PartRange, PartWords } from '../partedEdit.ts';
import { splitChange } from '../splitChange.ts';
import type { LookChange } from './classLooks.ts';

type Marks = Record<string, DecisionMarks[string]>;

export interface ItemEdit {
  readonly itemId: number;
  readonly change: Change;
  readonly madeBefore?: Marks | undefined;
  readonly madeAgain?: Marks | undefined;
}

interface Source {
  readonly restoreId: string;
  readonly version: string;
  readonly journalHash: string;
}

export interface RestoreWriter {
  add(edit: ItemEdit): void;
  finish(): PartRange;
}

/** Writes what a restore does as entries of bounded size. Part of the caller's transaction. */
export function createRestoreWriter(
  db: Database,
  words: PartWords,
  source: Source,
  classes: readonly LookChange[],
): RestoreWriter {
  let looks = [...classes];
  let items: ItemEdit[] = [];
  let [labels, letters] = [0, 0];
  let parts: [number, number] | null = null;

  function flush(): void {
    if (items.length === 0 && looks.length === 0) return;
    const body = { ...source, classes: looks, items };
    const itemIds = items.map(({ itemId }) => itemId);
    const { seq } = commitPart(db, { op: 'restore.applied', body, ...words }, itemIds);
    parts = [parts?.[0] ?? seq, seq];
    [looks, items, labels, letters] = [[], [], 0, 0];
  }

  return {
    add(whole) {
      const { first, last } = splitChange(whole.change);
      for (const piece of [...first, last]) {
        items.push(
          piece === last ? { ...whole, change: piece.change } : { itemId: whole.itemId, change: piece.change },
        );
        labels += piece.labels;
        letters += piece.letters;
        if (items.length >= partLimits.items || labels >= partLimits.labels || letters >= partLimits.letters) flush();
      }
    },
    finish() {
      flush();
      return parts;
    },
  };
}
