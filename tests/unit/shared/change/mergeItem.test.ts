import { describe, expect, it } from 'vitest';
import { mergeItem, isEmptyMerge } from '#shared/change/mergeItem.ts';
import type { ItemSide, MergeChoice, MergedItem } from '#shared/change/mergeItem.ts';
import type { RecordDiff } from '#shared/change/change.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { Comment } from '#shared/model/comment.ts';
import type { AnnotationId, ClassId, CommentId, DecisionId, PredictionId, RunId } from '#shared/model/ids.ts';
import { stages } from '#shared/model/item.ts';
import { splits } from '#shared/model/split.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import type { Random } from '#tests/support/randomVerb.ts';

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const label = (number: number, x = 0): Annotation => ({
  ...{ id: uuid(number) as AnnotationId, classId: 1 as ClassId, shape: { kind: 'point', point: [x, 0] } },
  ...{ source: 'person', predictionId: null, score: null, z: 0 },
});
const comment = (number: number, part: Partial<Comment> = {}): Comment => ({
  ...{ id: uuid(number) as CommentId, threadId: null, annotationId: null, author: 'ana', at: '2026-01-01', text: 'hm' },
  ...{ editedAt: null, resolvedBy: null, resolvedAt: null, ...part },
});
const side = (part: Partial<ItemSide> = {}): ItemSide => ({
  ...{ annotations: [], comments: [], stage: 'new', split: null, tags: [], ...part },
});
const tools = {
  isSame: (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b),
  copyId: ({ id }: { readonly id: string }) => `copy of ${id}`,
};
const merge = (base: ItemSide, mine: ItemSide, theirs: ItemSide, choice: MergeChoice = 'ask'): MergedItem =>
  mergeItem({ base, mine, theirs }, [], choice, tools);

function applyDiff<Row extends { readonly id: string }>(rows: readonly Row[], diff: RecordDiff<Row>): Row[] {
  const gone = new Set(diff.removed.map(({ id }) => id));
  const changed = new Map(diff.updated.map(([from, to]) => [from.id, to]));
  return [...rows.filter(({ id }) => !gone.has(id)).map((row) => changed.get(row.id) ?? row), ...diff.added];
}
const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

/** What `mine` is after a merge. */
function after(mine: ItemSide, { merge: done }: MergedItem): ItemSide {
  return {
    annotations: byId(applyDiff(mine.annotations, done.change.annotations)),
    comments: byId(applyDiff(mine.comments, done.comments)),
    stage: done.change.stage?.[1] ?? mine.stage,
    split: done.split ? done.split[1] : mine.split,
    tags: [...mine.tags.filter((tag) => !done.tags.removed.includes(tag)), ...done.tags.added].sort(),
  };
}

/** A side that a person has gone on with: labels moved, deleted and drawn, tags, comments, stage and split. */
function edit(random: Random, from: ItemSide, fresh: () => number): ItemSide {
  const annotations = from.annotations.flatMap((row) => {
    const choice = random(4);
    return choice === 0
      ? []
      : [choice === 1 ? { ...row, shape: { kind: 'point', point: [random(3), 1] } as const } : row];
  });
  const comments = from.comments.map((row) => (random(4) === 0 ? { ...row, text: `v${random(3)}` } : row));
  for (let more = random(3); more > 0; more -= 1) annotations.push(label(fresh()));
  const opener = comments[0];
  if (opener && random(2) === 0) comments.push(comment(fresh(), { threadId: opener.id }));
  return {
    ...{ annotations: byId(annotations), comments: byId(comments) },
    stage: random(2) === 0 ? from.stage : (stages[random(stages.length)] ?? 'new'),
    split: random(2) === 0 ? from.split : (splits[random(3)] ?? null),
    tags: ['a', 'b', 'c'].filter((tag) => from.tags.includes(tag) !== (random(4) === 0)),
  };
}

interface Case {
  readonly base: ItemSide;
  readonly mine: ItemSide;
  readonly theirs: ItemSide;
}

function randomCase(seed: number): Case {
  const random = seededRandom(seed);
  let next = 10;
  const fresh = (): number => (next += 1);
  const base = side({
    annotations: Array.from({ length: random(5) }, (_, index) => label(index)),
    comments: Array.from({ length: random(3) }, (_, index) => comment(index)),
    tags: ['a', 'b'].slice(0, random(3)),
  });
  return { base, mine: edit(random, base, fresh), theirs: edit(random, base, fresh) };
}

const cases = Array.from({ length: 3000 }, (_, seed) => randomCase(seed + 1));
const settled = ['mine', 'theirs', 'both'] as const;

describe('a three-way merge of random work', () => {
  it('loses no label that one side added, or that both left as it was', () => {
    for (const { base, mine, theirs } of cases)
      for (const choice of settled) {
        const ids = new Map(after(mine, merge(base, mine, theirs, choice)).annotations.map((row) => [row.id, row]));
        const inBase = new Set(base.annotations.map(({ id }) => id));
        for (const row of [...mine.annotations, ...theirs.annotations])
          if (!inBase.has(row.id)) expect(ids.get(row.id)).toEqual(row);
        for (const row of base.annotations)
          if ([mine, theirs].every((one) => one.annotations.some((other) => tools.isSame(row, other))))
            expect(ids.get(row.id)).toEqual(row);
      }
  });

  it('takes what only they changed, keeps what only I changed, and drops what one side deleted', () => {
    for (const { base, mine, theirs } of cases) {
      const result = new Map(after(mine, merge(base, mine, theirs, 'mine')).annotations.map((row) => [row.id, row]));
      for (const row of base.annotations) {
        const [here, there] = [mine, theirs].map((one) => one.annotations.find(({ id }) => id === row.id));
        const expected = tools.isSame(here, row) ? there : here;
        expect(result.get(row.id)).toEqual(expected);
      }
    }
  });

  it('with conflicts and no choice changes nothing at all of the item', () => {
    let conflicted = 0;
    for (const { base, mine, theirs } of cases) {
      const { merge: done, conflicts } = merge(base, mine, theirs);
      if (!conflicts) continue;
      conflicted += 1;
      expect(isEmptyMerge(done)).toBe(true);
    }
    // Else this test tells nothing.
    expect(conflicted).toBeGreaterThan(300);
    expect(conflicted).toBeLessThan(2900);
  });

  it('is the same whoever merges, where there is no conflict', () => {
    for (const { base, mine, theirs } of cases) {
      const [one, other] = [merge(base, mine, theirs), merge(base, theirs, mine)];
      expect(one.conflicts === null).toBe(other.conflicts === null);
      if (!one.conflicts) expect(after(mine, one)).toEqual(after(theirs, other));
    }
  });

  it('mine for all conflicts is theirs for all from the other side, but for comments', () => {
    for (const { base, mine, theirs } of cases) {
      const one = after(mine, merge(base, mine, theirs, 'mine'));
      const other = after(theirs, merge(base, theirs, mine, 'theirs'));
      expect({ ...one, comments: [] }).toEqual({ ...other, comments: [] });
    }
  });

  it('done again from what it took changes nothing', () => {
    for (const { base, mine, theirs } of cases)
      for (const choice of settled) {
        const once = after(mine, merge(base, mine, theirs, choice));
        // What both have in common now is what they have.
        expect(isEmptyMerge(merge(theirs, once, theirs, choice).merge)).toBe(true);
      }
  });

  it('of work on one side alone gives that side', () => {
    for (const { base, mine } of cases) {
      expect(after(base, merge(base, base, mine))).toEqual(mine);
      expect(isEmptyMerge(merge(base, mine, base).merge)).toBe(true);
      expect(merge(base, mine, mine).conflicts).toBeNull();
    }
  });
});

describe('where both sides changed the same label', () => {
  const base = side({ annotations: [label(1)] });
  const [mine, theirs] = [side({ annotations: [label(1, 5)] }), side({ annotations: [label(1, 7)] })];

  it('both keeps mine, and theirs comes beside it', () => {
    expect(after(mine, merge(base, mine, theirs, 'both')).annotations).toEqual([
      label(1, 5),
      { ...label(1, 7), id: `copy of ${uuid(1)}` },
    ]);
  });

  it('a label that was deleted here and moved there comes back as theirs, and stays deleted as mine', () => {
    const none = side();
    expect(after(none, merge(base, none, theirs, 'theirs')).annotations).toEqual([label(1, 7)]);
    expect(after(none, merge(base, none, theirs, 'both')).annotations).toEqual([label(1, 7)]);
    expect(after(none, merge(base, none, theirs, 'mine')).annotations).toEqual([]);
    expect(after(theirs, merge(base, theirs, none, 'both')).annotations).toEqual([label(1, 7)]);
  });
});

it('a proposal whose label they deleted is rejected, and does not come back', () => {
  const base = side({ annotations: [label(1)] });
  const decision = {
    ...({ id: uuid(9) as DecisionId, kind: 'accepted', predictionId: 3 as PredictionId, runId: 1 as RunId } as const),
    ...{ modelSha256: 'm', className: 'cell', score: 0.5, shape: { kind: 'point', point: [0, 0] } as const },
    ...{ annotationId: uuid(1) as AnnotationId, durationMs: 1 },
  };
  const { merge: done } = mergeItem({ base, mine: base, theirs: side() }, [decision], 'ask', tools);
  expect(done.change.annotations.removed).toEqual([label(1)]);
  expect(done.change.decisions.updated).toEqual([[decision, { ...decision, kind: 'rejected', annotationId: null }]]);
});

it('an answer here keeps the thread that they deleted, without its text', () => {
  const base = side({ comments: [comment(1)] });
  const answered = side({ comments: [comment(1), comment(2, { threadId: uuid(1) as CommentId })] });
  const kept = [comment(1, { text: null }), comment(2, { threadId: uuid(1) as CommentId })];
  expect(after(answered, merge(base, answered, side())).comments).toEqual(kept);
  expect(after(side(), merge(base, side(), answered)).comments).toEqual(kept);
});
