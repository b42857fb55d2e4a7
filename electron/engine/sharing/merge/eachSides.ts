import type { Database } from 'better-sqlite3';
import type { ItemSide } from '#shared/change/mergeItem.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { JournalEntry } from '../../db/journal.ts';
import { prepare } from '../../db/prepare.ts';
import { openReplay } from '../../db/replay.ts';
import { createClassMatcher } from './matchClasses.ts';
import type { ClassMatcher } from './matchClasses.ts';
import type { PackageFacts } from './readPackage.ts';
import { readSide } from './readSide.ts';
import { baseSeqOf, listSettled } from './settledHeads.ts';

/** An item of a package on both sides, in the classes of the project. */
export interface Sides {
  readonly itemId: ItemId;
  readonly base: ItemSide;
  readonly theirs: ItemSide;
  /** null: the project has it no more. */
  readonly mine: ItemSide | null;
}

type Classes = ReadonlyMap<ClassId, ClassId>;

/** Numbers of predictions mean something in their own project alone. */
function listKnownPredictions(handedOut: Database): ReadonlyMap<string, number> {
  const rows = handedOut
    .prepare('SELECT id, prediction_id AS number FROM annotations WHERE prediction_id IS NOT NULL')
    .all();
  return new Map((rows as { id: string; number: number }[]).map(({ id, number }) => [id, number]));
}

function inProject(side: ItemSide, classes: Classes, predictions: ReadonlyMap<string, number>): ItemSide {
  const translate = (row: Annotation): Annotation => ({
    ...row,
    classId: classes.get(row.classId) ?? row.classId,
    predictionId: predictions.get(row.id) === row.predictionId ? row.predictionId : null,
  });
  return { ...side, annotations: side.annotations.map(translate) };
}

/** Items by the entry of the package's journal that both sides have of them, in the order of these entries. */
function groupByBase(
  project: Database,
  theirs: Database,
  { packageId, handedOutSeq }: PackageFacts,
  itemIds: readonly ItemId[],
) {
  const settled = listSettled(project, packageId);
  const hash = prepare(theirs, 'SELECT hash FROM journal WHERE seq = ?').pluck();
  const hashAt = (seq: number): string | undefined => hash.get(seq) as string | undefined;
  const groups = new Map<number, ItemId[]>();
  for (const itemId of itemIds) {
    const seq = baseSeqOf(settled.get(itemId), handedOutSeq, hashAt);
    groups.set(seq, [...(groups.get(seq) ?? []), itemId]);
  }
  return groups;
}

/**
 * Goes through the items that were handed out. What both sides have in common is the package's own journal, done again up to there: nothing is
 * asked of the project's past.
 * @returns how the classes of the package are those of the project
 */
export function eachSides(
  project: Database,
  theirs: Database,
  facts: PackageFacts,
  only: ItemId | null,
  visit: (sides: Sides) => void,
): ClassMatcher {
  const replay = openReplay('');
  try {
    const entries = theirs.prepare('SELECT * FROM journal WHERE seq <= ? ORDER BY seq');
    for (const entry of entries.iterate(facts.handedOutSeq) as IterableIterator<JournalEntry>) replay.apply(entry);
    const matcher = createClassMatcher(project, replay.db);
    const predictions = listKnownPredictions(replay.db);
    const now = matcher.match(theirs);
    const all = replay.db.prepare('SELECT id FROM items ORDER BY id').pluck().all() as ItemId[];
    const groups = groupByBase(project, theirs, facts, only === null ? all : all.filter((id) => id === only));
    let at = facts.handedOutSeq;
    for (const [seq, itemIds] of [...groups].sort(([a], [b]) => a - b)) {
      const more = theirs.prepare('SELECT * FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq');
      for (const entry of more.iterate(at, seq) as IterableIterator<JournalEntry>) replay.apply(entry);
      at = seq;
      const then = matcher.match(replay.db);
      for (const itemId of itemIds) {
        const isThere = prepare(project, 'SELECT 1 FROM items WHERE id = ?').get(itemId) !== undefined;
        visit({
          itemId,
          base: inProject(readSide(replay.db, itemId), then, predictions),
          theirs: inProject(readSide(theirs, itemId), now, predictions),
          mine: isThere ? readSide(project, itemId) : null,
        });
      }
    }
    return matcher;
  } finally {
    replay.db.close();
  }
}
