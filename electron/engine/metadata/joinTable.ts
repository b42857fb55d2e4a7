import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { TableResult } from '#shared/contract/api/metadataApi.ts';
import { assert } from '#shared/base/assert.ts';
import { editLabel } from '#shared/text/editLabel.ts';
import { applyItemsEdit } from '../bulk/applyItemsEdit.ts';
import { partLimits } from '../datasets/partedEdit.ts';
import { transact } from '../db/transact.ts';
import { planJoin } from './planJoin.ts';
import type { ItemJoin, JoinRequest } from './planJoin.ts';

/** What was written: entries of the journal that undo takes back together. */
export interface JoinedTable {
  readonly result: TableResult;
  readonly entries: readonly number[];
}

/**
 * Brings a table in: all of it in one transaction, or nothing. Like a long bulk edit it is several entries with one subject.
 * @param look called with the rows so far; what it throws takes everything back
 */
export function joinTable(
  writer: { readonly db: Database; readonly actor: string },
  request: JoinRequest,
  look: (rows: number) => void,
): JoinedTable {
  return transact(writer.db, () => {
    const plan = planJoin(writer.db, request, look);
    const words = {
      subject: `bulk:${randomUUID()}`,
      label: editLabel('joinTable', { file: path.basename(request.file) }),
    };
    const entries: number[] = [];
    let part: ItemJoin[] = [];
    let itemsChanged = 0;
    const flush = (): void => {
      if (part.length === 0) return;
      const entry = applyItemsEdit(writer, { edit: { kind: 'meta', items: part }, ...words });
      assert(entry, 'nothing was written since the plan was made');
      entries.push(entry.seq);
      part = [];
    };
    for (const join of plan.items) {
      part.push(join);
      itemsChanged += 1;
      if (part.length === partLimits.items) flush();
    }
    flush();
    return { result: { ...plan.summarize(), itemsChanged }, entries };
  });
}
