import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { SplitPreview } from '#shared/contract/api/splitsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EngineParsedInput } from '#shared/contract/engineApi.ts';
import { assignSplits, countSplits } from '#shared/datasets/splits/assignSplits.ts';
import { groupPattern } from '#shared/datasets/splits/groupPattern.ts';
import type { SplitItem } from '#shared/datasets/splits/splitItem.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Split } from '#shared/model/split.ts';
import type { SplitGrouping } from '#shared/model/splitPlan.ts';
import { listClasses } from '../../db/classes.ts';
import { listItemIds } from '../../db/items.ts';
import { listMetaKeys } from '../../db/query/knownNames.ts';
import { eachItemClass, eachSplitRow, mapMeta } from '../../db/splitRows.ts';
import type { SplitRow } from '../../db/splitRows.ts';

export type SplitQuestion = EngineParsedInput<'splits.preview'>;

export interface PlannedSplits {
  readonly preview: SplitPreview;
  /** Only those that get another split than they have. */
  readonly moves: ReadonlyMap<ItemId, Split>;
}

/** @returns what keeps an item together with others, beside its file @throws {AppError} split.unknownKey, split.badPattern */
function createGrouper(db: Database, grouping: SplitGrouping): (row: SplitRow) => string | null {
  switch (grouping.kind) {
    case 'file':
      return () => null;
    case 'folder':
      return ({ rootId, path: file }) => `${rootId}:${path.posix.dirname(file)}`;
    case 'meta': {
      const known = listMetaKeys(db);
      if (!known.includes(grouping.key))
        throw new AppError('split.unknownKey', { key: grouping.key, known: known.join(', ') || '-' });
      const values = mapMeta(db, grouping.key);
      return ({ id }) => values.get(id) ?? null;
    }
    case 'pattern': {
      const partOf = groupPattern(grouping.pattern);
      if (!partOf) throw new AppError('split.badPattern', { pattern: grouping.pattern });
      return ({ path: file }) => partOf(file);
    }
  }
}

function mapClasses(db: Database): Map<ItemId, ClassId[]> {
  const classes = new Map<ItemId, ClassId[]>();
  for (const { itemId, classId } of eachItemClass(db)) {
    const known = classes.get(itemId);
    if (known) known.push(classId);
    else classes.set(itemId, [classId]);
  }
  return classes;
}

/**
 * Decides which split each chosen item gets. Changes nothing.
 * @throws {AppError} split.unknownKey, split.badPattern, query.*
 */
export function planSplits(db: Database, { items: choice, plan }: SplitQuestion): PlannedSplits {
  const chosen = new Set('itemIds' in choice ? choice.itemIds : listItemIds(db, choice.query));
  const groupOf = createGrouper(db, plan.grouping);
  const classesOf = mapClasses(db);
  const rows: SplitRow[] = [];
  const items: SplitItem[] = [];
  for (const row of eachSplitRow(db)) {
    const isCounted = chosen.has(row.id);
    if (!isCounted && row.split === null) continue;
    const group = groupOf(row);
    rows.push(row);
    items.push({
      key: `${row.rootId}/${row.path}\n${String(row.frame).padStart(9, '0')}`,
      groups: [`file ${row.rootId}/${row.path}`, ...(group === null ? [] : [`group ${group}`])],
      classes: isCounted ? (classesOf.get(row.id) ?? []) : [],
      kept: isCounted && !plan.onlyUnassigned ? null : row.split,
      isCounted,
    });
  }
  const assigned = assignSplits(items, plan);

  const moves = new Map<ItemId, Split>();
  const counted: Split[] = [];
  const unlabeled: Split[] = [];
  const byClass = new Map<number, Split[]>();
  for (const [index, row] of rows.entries()) {
    const item = assertExists(items[index], 'there is an item for each row');
    const split = assertExists(assigned.splits[index], 'each item is assigned');
    if (!item.isCounted) continue;
    if (row.split !== split) moves.set(row.id, split);
    counted.push(split);
    if (item.classes.length === 0) unlabeled.push(split);
    for (const id of item.classes) {
      const known = byClass.get(id);
      if (known) known.push(split);
      else byClass.set(id, [split]);
    }
  }
  return {
    moves,
    preview: {
      images: counted.length,
      changed: moves.size,
      counts: countSplits(counted),
      classes: listClasses(db).flatMap(({ id, name }) => {
        const of = byClass.get(id);
        return of ? [{ name, counts: countSplits(of) }] : [];
      }),
      unlabeled: countSplits(unlabeled),
      groups: assigned.units,
      largestGroup: assigned.largestUnit,
      torn: assigned.torn,
    },
  };
}
