import path from 'node:path';
import Database from 'better-sqlite3';
import type { TablePreview } from '#shared/contract/api/metadataApi.ts';
import { metaNumber } from '#shared/model/metaNumber.ts';
import { metaLimits } from '#shared/model/metaValue.ts';
import { copyItems, createItemFinder } from '../datasets/import/itemFinder.ts';
import { prepare } from '../db/prepare.ts';
import { JoinCounts } from './JoinCounts.ts';
import type { Cell } from './JoinCounts.ts';
import { findKeyColumn, planKeys } from './planColumns.ts';
import { readTable } from './readTable.ts';
import type { Row, Table } from './readTable.ts';

export interface JoinRequest {
  readonly file: string;
  readonly keyColumn?: string | undefined;
  readonly prefix: string;
}

/** What a table changes in one item. */
export interface ItemJoin {
  readonly itemId: number;
  readonly cells: { readonly key: string; readonly from: Cell | null; readonly to: Cell }[];
}

export interface JoinPlan {
  /** Once through; counts as it goes. */
  readonly items: Iterable<ItemJoin>;
  /** After all items. */
  summarize(): TablePreview;
}

/** A row's values by its columns; empty cells say nothing. */
function cellsOf({ cells }: Row, { hasDecimalComma }: Table, keys: readonly (string | null)[]): Map<number, Cell> {
  const found = new Map<number, Cell>();
  for (const [at, key] of keys.entries()) {
    const value = (cells[at] ?? '').normalize().replaceAll('\0', '').trim();
    if (key !== null && value !== '') found.set(at, { value, number: metaNumber(value, hasDecimalComma) });
  }
  return found;
}

/** All frames of a file are what its row is about. */
const framesSql = `SELECT id FROM items WHERE (root_id, path) = (SELECT root_id, path FROM items WHERE id = ?) ORDER BY frame`;

/**
 * Brings a table together with the project's images, by their names.
 * @param project is only read
 * @param look called with the rows so far; what it throws ends the work
 * @throws {AppError} import.notFound, table.* @throws {BrokenFile} also while items are gone through
 */
export function planJoin(
  project: Database.Database,
  { file, keyColumn: asked, prefix }: JoinRequest,
  look: (rows: number) => void,
): JoinPlan {
  const counts = new JoinCounts();
  const place = path.basename(file);
  const table = readTable(file, (problem) => counts.problem(problem));
  const { header } = table;
  const stage = new Database('');
  try {
    copyItems(stage, project, { needsSize: false });
    const find = createItemFinder(stage);
    const isName = (value: string): boolean => find({ path: value, frame: 0 }).candidates.length > 0;
    const keyColumn = findKeyColumn(header, table.rows(), asked, isName);
    const keys = planKeys(header, keyColumn, prefix, (problem) => counts.problem({ path: place, ...problem }));
    counts.images = stage.prepare('SELECT count(*) FROM items').pluck().get() as number;
    const known = prepare(
      project,
      "SELECT value, number FROM item_meta WHERE item_id = ? AND key = ? AND source = 'table'",
    );
    /** The rows that were taken, by the first frame of their files. */
    const taken = new Map<number, { readonly line: number; readonly text: string }>();

    /** The file that a row is about, if it is to be taken. */
    const fileOf = (row: Row, cells: ReadonlyMap<number, Cell>): number | null => {
      const name = (row.cells[keyColumn] ?? '').trim();
      const { candidates } = name === '' ? { candidates: [] } : find({ path: name, frame: 0 });
      const [only, other] = candidates;
      if (!only || other) {
        counts[only ? 'ambiguous' : 'unmatched'].add({ line: row.line, name });
        return null;
      }
      counts.matchedRows += 1;
      const text = JSON.stringify([...cells]);
      const first = taken.get(only.id);
      if (!first) taken.set(only.id, { line: row.line, text });
      else if (first.text !== text) counts.conflicts.add({ line: row.line, name, firstLine: first.line });
      return first ? null : only.id;
    };

    const isSound = (row: Row): boolean => {
      const extra = row.cells.slice(header.length).some((cell) => cell.trim() !== '');
      const reason = `${row.cells.length} > ${header.length}`;
      if (extra) counts.problem({ path: place, line: row.line, code: 'record.unreadable', details: { reason } });
      return !extra;
    };

    const joinOf = (itemId: number, cells: ReadonlyMap<number, Cell>): ItemJoin | null => {
      const changed = [...cells].flatMap(([at, to]) => {
        const key = keys[at] ?? '';
        const from = (known.get(itemId, key) as Cell | undefined) ?? null;
        if (from?.value === to.value) counts.alreadyThere += 1;
        else if (from) counts.replaced += 1;
        else counts.added += 1;
        return from?.value === to.value ? [] : [{ key, from, to }];
      });
      return changed.length > 0 ? { itemId, cells: changed } : null;
    };

    const frames = project.prepare(framesSql).pluck();
    function* joins(): Generator<ItemJoin> {
      try {
        for (const row of table.rows()) {
          look((counts.rows += 1));
          if (!isSound(row)) continue;
          const cells = cellsOf(row, table, keys);
          for (const [at, cell] of cells) {
            counts.cell(at, cell);
            if (cell.value.length <= metaLimits.value) continue;
            const details = { field: header[at] ?? '', value: `${cell.value.slice(0, 30)}…` };
            counts.problem({ path: place, line: row.line, code: 'record.badField', details });
            cells.delete(at);
          }
          const first = fileOf(row, cells);
          for (const itemId of first === null ? [] : (frames.all(first) as number[])) {
            counts.items += 1;
            const join = joinOf(itemId, cells);
            if (join) yield join;
          }
        }
      } finally {
        stage.close();
      }
    }
    return { items: joins(), summarize: () => counts.summarize(file, header, keys, keyColumn) };
  } catch (error) {
    stage.close();
    throw error;
  }
}
