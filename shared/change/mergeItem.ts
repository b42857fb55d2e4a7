import type { Annotation } from '../model/annotation.ts';
import type { Comment } from '../model/comment.ts';
import type { Decision } from '../model/decision.ts';
import type { CommentId } from '../model/ids.ts';
import type { Stage } from '../model/item.ts';
import type { Split } from '../model/split.ts';
import type { Change, RecordDiff } from './change.ts';
import type { CommentChange } from './commentChange.ts';
import { mergeRecords } from './mergeRecords.ts';
import type { IsSame, RecordConflict } from './mergeRecords.ts';

/** What a person has made of an item, on one side of a merge. */
export interface ItemSide {
  readonly annotations: readonly Annotation[];
  readonly comments: readonly Comment[];
  readonly stage: Stage;
  readonly split: Split | null;
  readonly tags: readonly string[];
}

/** What is done where both sides changed the same and differently. `both`: labels and comments of theirs come beside mine. */
export type MergeChoice = 'ask' | 'mine' | 'theirs' | 'both';

export interface ItemConflicts {
  readonly labels: readonly RecordConflict<Annotation>[];
  readonly comments: readonly RecordConflict<Comment>[];
  /** [mine, theirs] */
  readonly stage: readonly [Stage, Stage] | null;
  readonly split: readonly [Split | null, Split | null] | null;
}

/** What a merge does to an item of mine. */
export interface ItemMerge {
  readonly change: Change;
  readonly comments: CommentChange;
  readonly tags: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly split: readonly [Split | null, Split | null] | null;
}

export interface MergedItem {
  /** With conflicts and `ask`: nothing. */
  readonly merge: ItemMerge;
  /** null: none. */
  readonly conflicts: ItemConflicts | null;
}

interface Tools {
  readonly isSame: IsSame;
  /** An id for the copy of a record that comes beside mine: the same record gives the same. */
  readonly copyId: (row: { readonly id: string }) => string;
}

const noDiff = { added: [], updated: [], removed: [] } as const;
export const emptyMerge: ItemMerge = {
  change: { annotations: noDiff, decisions: noDiff, stage: null },
  comments: noDiff,
  tags: { added: [], removed: [] },
  split: null,
};

interface Value<T> {
  readonly taken: readonly [T, T] | null;
  readonly conflict: readonly [T, T] | null;
}

function mergeValue<T>(base: T, mine: T, theirs: T): Value<T> {
  if (theirs === base || theirs === mine) return { taken: null, conflict: null };
  return mine === base ? { taken: [mine, theirs], conflict: null } : { taken: null, conflict: [mine, theirs] };
}

const settleValue = <T>({ taken, conflict }: Value<T>, choice: MergeChoice): readonly [T, T] | null =>
  choice === 'theirs' ? (taken ?? conflict) : taken;

/** What was chosen for conflicts, added to what is taken anyway. */
function settle<Row extends { readonly id: string }>(
  { added, updated, removed }: RecordDiff<Row>,
  conflicts: readonly RecordConflict<Row>[],
  choice: MergeChoice,
  copy: (theirs: Row, mine: Row) => Row,
): RecordDiff<Row> {
  const diff = { added: [...added], updated: [...updated], removed: [...removed] };
  for (const { mine, theirs } of conflicts) {
    if (choice === 'both' && theirs) diff.added.push(mine ? copy(theirs, mine) : theirs);
    if (choice !== 'theirs') continue;
    if (mine && theirs) diff.updated.push([mine, theirs]);
    else if (mine) diff.removed.push(mine);
    else if (theirs) diff.added.push(theirs);
  }
  return diff;
}

/** Nobody takes away what others said: what opens a thread that goes on loses only its text, as when it is deleted. */
function keepOpeners(diff: CommentChange, mine: readonly Comment[], known: readonly Comment[]): CommentChange {
  const gone = new Set(diff.removed.map(({ id }) => id));
  const after = [...mine.filter(({ id }) => !gone.has(id)), ...diff.added];
  const there = new Set<CommentId>(after.map(({ id }) => id));
  const needed = new Set(after.flatMap(({ threadId }) => (threadId && !there.has(threadId) ? [threadId] : [])));
  const kept = diff.removed.filter(({ id }) => needed.has(id));
  const lost = [...needed].filter((id) => !kept.some((one) => one.id === id));
  return {
    added: [...diff.added, ...known.filter(({ id }) => lost.includes(id)).map((row) => ({ ...row, text: null }))],
    updated: [...diff.updated, ...kept.map((from) => [from, { ...from, text: null }] as const)],
    removed: diff.removed.filter(({ id }) => !needed.has(id)),
  };
}

/** As deleteAnnotations does: a proposal whose label is gone does not come back. */
function rejectDecisions(decisions: readonly Decision[], removed: readonly Annotation[]): Change['decisions'] {
  const gone = new Set(removed.map(({ id }) => id));
  const updated = decisions
    .filter(({ annotationId }) => annotationId !== null && gone.has(annotationId))
    .map((from) => [from, { ...from, kind: 'rejected', annotationId: null }] as const);
  return { ...noDiff, updated };
}

/**
 * Three-way merge of what two people have made of one item since both had `base`. Labels and comments by their id, stage and split as values, tags one by
 * one. Nothing that one side added, or left as it was, is lost, and no conflict is settled but as it was chosen.
 * @param decisions of mine
 */
export function mergeItem(
  sides: { readonly base: ItemSide; readonly mine: ItemSide; readonly theirs: ItemSide },
  decisions: readonly Decision[],
  choice: MergeChoice,
  { isSame, copyId }: Tools,
): MergedItem {
  const { base, mine, theirs } = sides;
  const labels = mergeRecords(base.annotations, mine.annotations, theirs.annotations, isSame);
  const said = mergeRecords(base.comments, mine.comments, theirs.comments, isSame);
  const stage = mergeValue(base.stage, mine.stage, theirs.stage);
  const split = mergeValue(base.split, mine.split, theirs.split);
  const isClear = labels.conflicts.length + said.conflicts.length === 0 && !stage.conflict && !split.conflict;
  const conflicts = isClear
    ? null
    : { labels: labels.conflicts, comments: said.conflicts, stage: stage.conflict, split: split.conflict };
  if (conflicts && choice === 'ask') return { merge: emptyMerge, conflicts };
  const annotations = settle(labels.taken, labels.conflicts, choice, (row) => ({
    ...row,
    id: copyId(row) as Annotation['id'],
  }));
  const comments = settle(said.taken, said.conflicts, choice, (row, here) => ({
    ...{ ...row, id: copyId(row) as CommentId, threadId: here.threadId ?? here.id },
    ...{ resolvedBy: null, resolvedAt: null },
  }));
  // As they are told apart: not by upper and lower case.
  const has = (tags: readonly string[], tag: string): boolean =>
    tags.some((one) => one.toLowerCase() === tag.toLowerCase());
  return {
    merge: {
      change: {
        annotations,
        decisions: rejectDecisions(decisions, annotations.removed),
        stage: settleValue(stage, choice),
      },
      comments: keepOpeners(comments, mine.comments, [
        ...theirs.comments,
        ...base.comments.filter(({ id }) => !theirs.comments.some((one) => one.id === id)),
      ]),
      tags: {
        added: theirs.tags.filter((tag) => !has(base.tags, tag) && !has(mine.tags, tag)),
        removed: mine.tags.filter((tag) => has(base.tags, tag) && !has(theirs.tags, tag)),
      },
      split: settleValue(split, choice),
    },
    conflicts,
  };
}

const isEmptyDiff = ({ added, updated, removed }: RecordDiff<unknown>): boolean =>
  added.length + updated.length + removed.length === 0;

export function isEmptyMerge({ change, comments, tags, split }: ItemMerge): boolean {
  return (
    [change.annotations, change.decisions, comments].every(isEmptyDiff) &&
    change.stage === null &&
    split === null &&
    tags.added.length + tags.removed.length === 0
  );
}
