import type { Database } from 'better-sqlite3';
import { differenceWeight } from '#shared/metrics/findDifferences.ts';
import { differenceKinds } from '#shared/model/differenceKind.ts';
import type { ClassId, ItemId, RunId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import { countNotCompared, eachComparedItem } from '../db/comparedRows.ts';
import { listClasses } from '../db/classes.ts';
import { getRun } from '../db/runs.ts';
import { createItemComparer } from './compareItem.ts';
import type { ItemComparison } from './compareItem.ts';
import { createComparisonTable } from './comparisonTable.ts';
import type { ComparisonTable } from './comparisonTable.ts';

/** What is compared, as the worker gets it. */
export interface CompareRequest {
  readonly projectPath: string;
  readonly runId: RunId;
  readonly overlap: number;
  readonly stages: readonly Stage[];
}

export interface ComparedRun extends ComparisonTable {
  readonly items: number;
  readonly leftOut: number;
  readonly settled: number;
  /**
   * The items with open differences, what differs most first: their ids, the weight of each, and its counts in the order of
   * `differenceKinds`. As numbers, because there may be a hundred thousand.
   */
  readonly differing: {
    readonly itemIds: Float64Array<ArrayBuffer>;
    readonly weights: Float64Array<ArrayBuffer>;
    readonly counts: Uint32Array<ArrayBuffer>;
  };
}

interface Differing {
  readonly itemId: ItemId;
  readonly weight: number;
  readonly counts: readonly number[];
}

function pack(rows: readonly Differing[]): ComparedRun['differing'] {
  return {
    itemIds: Float64Array.from(rows, ({ itemId }) => itemId),
    weights: Float64Array.from(rows, ({ weight }) => weight),
    counts: Uint32Array.from(rows.flatMap(({ counts }) => counts)),
  };
}

/** What nobody has decided yet; null: nothing. */
function findOpen(itemId: ItemId, { differences }: ItemComparison): Differing | null {
  const open = differences.filter(({ prediction }) => prediction?.isSettled !== true);
  if (open.length === 0) return null;
  const counts = differenceKinds.map((wanted) => open.filter(({ kind }) => kind === wanted).length);
  return { itemId, weight: open.reduce((sum, one) => sum + differenceWeight(one), 0), counts };
}

/**
 * Compares all that a run predicted with the labels of items of these stages, in one snapshot and item by item.
 * @throws {AppError} run.notFound
 */
export function compareRun(db: Database, { runId, overlap, stages }: Omit<CompareRequest, 'projectPath'>): ComparedRun {
  db.exec('BEGIN');
  const run = getRun(db, runId);
  const names = new Map(listClasses(db).map(({ id, name }) => [id, name]));
  const table = createComparisonTable((classId: ClassId) => names.get(classId) ?? String(classId));
  const compare = createItemComparer(db, run, overlap);
  const differing: Differing[] = [];
  let [items, all, open] = [0, 0, 0];
  for (const itemId of eachComparedItem(db, runId, stages)) {
    const compared = compare(itemId);
    table.add(compared);
    items += 1;
    all += compared.differences.length;
    const left = findOpen(itemId, compared);
    if (!left) continue;
    differing.push(left);
    open += left.counts.reduce((sum, count) => sum + count, 0);
  }
  differing.sort((a, b) => b.weight - a.weight || a.itemId - b.itemId);
  const leftOut = countNotCompared(db, runId, stages);
  return { ...table.result(), items, leftOut, settled: all - open, differing: pack(differing) };
}
