import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { isEmptyMerge, mergeItem } from '#shared/change/mergeItem.ts';
import type { ItemConflicts, ItemMerge } from '#shared/change/mergeItem.ts';
import type { RecordDiff } from '#shared/change/change.ts';
import type { ConflictChoice, MergeConflict, MergePreview } from '#shared/contract/sharing.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { listDecisions } from '../../db/annotations.ts';
import { isCommentIdFree } from '../../db/comments.ts';
import { pictureVersionOf } from '../../db/items.ts';
import { canonicalJson, findHead } from '../../db/journal.ts';
import { prepare } from '../../db/prepare.ts';
import { uuidOf } from '../../datasets/import/labelIds.ts';
import { eachSides } from './eachSides.ts';
import type { Sides } from './eachSides.ts';
import { assertOrigin, readPackage } from './readPackage.ts';
import type { PackageFacts } from './readPackage.ts';

export interface MergeOptions {
  /** What is done with every conflict that nothing else is said of. */
  readonly conflicts: ConflictChoice;
  /** By item. */
  readonly choices: Readonly<Record<string, ConflictChoice>>;
}

export interface PlannedItem {
  readonly itemId: ItemId;
  /** Who changed it in the package. */
  readonly by: readonly string[];
  readonly merge: ItemMerge;
}

export interface MergePlan {
  readonly facts: PackageFacts;
  /** The newest entry of the package. */
  readonly theirs: { readonly seq: number; readonly hash: string };
  /** Those that become different. */
  readonly items: readonly PlannedItem[];
  /** Those that then have what was done in the package, different or not. */
  readonly settled: readonly ItemId[];
  readonly created: readonly LabelClass[];
  summarize(token: string): MergePreview;
}

const namedAtMost = 1000;
const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

function describeConflict(
  project: Database,
  itemId: ItemId,
  conflicts: ItemConflicts,
  choice: ConflictChoice,
): MergeConflict {
  const row = prepare(
    project,
    `SELECT i.path, i.frame, p.content_hash AS contentHash, p.width_px AS widthPx, p.height_px AS heightPx
     FROM items i JOIN item_probe p ON p.item_id = i.id WHERE i.id = ?`,
  ).get(itemId) as Pick<MergeConflict, 'path' | 'frame' | 'widthPx' | 'heightPx'> & { contentHash: string | null };
  const { contentHash, ...item } = row;
  const { labels, comments, ...values } = conflicts;
  return {
    ...{ itemId, ...item, pictureVersion: pictureVersionOf(contentHash), choice, ...values },
    ...{ labels: labels.length, comments: comments.length },
  };
}

/** Ids are unique in a whole project: a record whose id another item has comes in under the id of a copy, and a copy that is there already does not. */
function withFreeIds<Row extends { readonly id: string }>(
  diff: RecordDiff<Row>,
  isFree: (id: string) => boolean,
  copyId: (row: Row) => string,
): RecordDiff<Row> {
  const added = diff.added.flatMap((row) => {
    if (isFree(row.id)) return [row];
    const id = copyId(row);
    return isFree(id) ? [{ ...row, id }] : [];
  });
  return { ...diff, added };
}

function listNotHandedOut(theirs: Database, isHandedOut: (id: number) => boolean): MergePreview['notHandedOut'] {
  const rows = theirs
    .prepare(
      'SELECT id, path FROM items i WHERE EXISTS (SELECT 1 FROM annotations a WHERE a.item_id = i.id) ORDER BY id',
    )
    .all() as { id: number; path: string }[];
  const others = rows.filter(({ id }) => !isHandedOut(id)).map(({ path }) => path);
  return { total: others.length, first: others.slice(0, namedAtMost) };
}

/**
 * What a merge of a work package would do to the project as it is now.
 * @param theirs a copy of the package that was checked
 * @throws {AppError} merge.notAPackage, merge.otherOrigin
 */
export function planMerge(
  project: Database,
  theirs: Database,
  { conflicts: usual, choices }: MergeOptions,
  look: (items: number) => void,
): MergePlan {
  const facts = readPackage(theirs);
  assertOrigin(project, facts);
  const { seq, hash } = assertExists(findHead(theirs), 'a journal begins with the project');
  const actors = prepare(theirs, 'SELECT actor FROM item_actors WHERE item_id = ? ORDER BY actor').pluck();
  const isLabelIdFree = (id: string): boolean =>
    prepare(project, 'SELECT 1 FROM annotations WHERE id = ?').get(id) === undefined;
  const items: PlannedItem[] = [];
  const settled: ItemId[] = [];
  const handedOut = new Set<number>();
  const conflicts: MergeConflict[] = [];
  const counts = { taken: 0, kept: 0, same: 0, conflicts: 0, open: 0, gone: 0 };

  function plan({ itemId, base, mine, theirs: there }: Sides): void {
    look(handedOut.add(itemId).size);
    if (!mine) {
      counts.gone += 1;
      return;
    }
    if (isSame(base, there)) {
      if (!isSame(base, mine)) counts.kept += 1;
      return;
    }
    const choice = choices[String(itemId)] ?? usual;
    const copyId = (row: { readonly id: string }): string =>
      uuidOf(itemId, 'merge', facts.packageId, row.id, canonicalJson(row));
    const { merge: raw, conflicts: found } = mergeItem(
      { base, mine, theirs: there },
      listDecisions(project, itemId),
      choice,
      { isSame, copyId },
    );
    if (found) {
      counts.conflicts += 1;
      if (conflicts.length < namedAtMost) conflicts.push(describeConflict(project, itemId, found, choice));
      if (choice === 'ask') {
        counts.open += 1;
        return;
      }
    }
    settled.push(itemId);
    const merge: ItemMerge = {
      ...raw,
      change: { ...raw.change, annotations: withFreeIds(raw.change.annotations, isLabelIdFree, copyId) },
      comments: withFreeIds(raw.comments, (id) => isCommentIdFree(project, id), copyId),
    };
    if (isEmptyMerge(merge)) {
      if (!found) counts.same += 1;
      return;
    }
    counts.taken += 1;
    const known = actors.all(itemId) as string[];
    items.push({ itemId, by: known.length > 0 || facts.who === '' ? known : [facts.who], merge });
  }

  const matcher = eachSides(project, theirs, facts, null, plan);
  const used = new Set<number>(
    items.flatMap(({ merge: { change } }) =>
      [...change.annotations.added, ...change.annotations.updated.map(([, to]) => to)].map(({ classId }) => classId),
    ),
  );
  const created = matcher.created(used);
  const sum = (of: (item: ItemMerge) => number): number => items.reduce((total, { merge }) => total + of(merge), 0);
  return {
    ...{ facts, theirs: { seq, hash }, items, settled, created },
    summarize: (token) => ({
      ...{ token, who: facts.who, handedOutAt: facts.handedOutAt, query: facts.query },
      items: { handedOut: handedOut.size, ...counts },
      labels: {
        added: sum(({ change }) => change.annotations.added.length),
        changed: sum(({ change }) => change.annotations.updated.length),
        removed: sum(({ change }) => change.annotations.removed.length),
      },
      comments: sum(({ comments }) => comments.added.length + comments.updated.length + comments.removed.length),
      stages: sum(({ change }) => (change.stage ? 1 : 0)),
      classesCreated: created.map(({ name }) => name),
      conflicts: { total: counts.conflicts, first: conflicts },
      notHandedOut: listNotHandedOut(theirs, (id) => handedOut.has(id)),
    }),
  };
}
