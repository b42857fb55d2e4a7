import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findHead } from '#engine/db/journal.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { deleteRun } from '#engine/db/runs.ts';
import { undecide } from '#shared/actions/decide.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import type { Change } from '#shared/change/change.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { decide, makeAnnotation, makeChange, makeDecision } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import type { Desk } from './support/handDesk.ts';
import { create, makeFolder, open, openDesk } from './support/openDesk.ts';

function setUp(): Desk & { itemId: ItemId; other: ItemId } {
  const desk = openDesk();
  const [itemId, other] = fillProject(desk.db, { items: 2, predictionsPerItem: 3 }).itemIds;
  if (!itemId || !other) throw new Error('there are two items');
  return { ...desk, itemId, other };
}

const label = 'Edit';
const conflict = { ok: false, reason: 'store.conflict' };

describe('annotations.apply', () => {
  it('stores an edit, counts the revision and says so', () => {
    const { call, itemId, db, takeEvents } = setUp();
    const annotation = makeAnnotation();
    const change = makeChange({ annotations: { added: [annotation] }, stage: ['new', 'in progress'] });
    const seq = (findHead(db)?.seq ?? 0) + 1;
    expect(call('annotations.apply', { itemId, baseRevision: 0, change, label })).toEqual({
      ok: true,
      revision: 1,
      seq,
    });
    expect(takeEvents()).toEqual([
      ['documentChanged', { itemId, revision: 1 }],
      ['itemsChanged', { itemIds: [itemId] }],
      ['historyChanged', {}],
    ]);
    const { item, annotations } = call('items.document', { itemId });
    expect({ stage: item.stage, revision: item.revision, annotations }).toEqual({
      stage: 'in progress',
      revision: 1,
      annotations: [annotation],
    });
    expect(findHead(db)).toMatchObject({
      seq,
      actor: 'tester',
      op: 'annotations.applied',
      subject: `item:${itemId}`,
      label,
      undoes: null,
    });
  });

  it('answers a conflict, and changes nothing, when the edit starts from something else', () => {
    const { call, itemId, other, db, takeEvents } = setUp();
    const annotation = makeAnnotation();
    call('annotations.apply', {
      itemId,
      baseRevision: 0,
      change: makeChange({ annotations: { added: [annotation] } }),
      label,
    });
    const moved = makeAnnotation({ ...annotation, z: 4 });
    takeEvents();
    const before = findHead(db);
    const attempts = [
      { baseRevision: 0, change: makeChange({ annotations: { added: [makeAnnotation()] } }) },
      { baseRevision: 1, change: makeChange({ annotations: { removed: [moved] } }) },
      { baseRevision: 1, change: makeChange({ annotations: { updated: [[moved, annotation]] } }) },
      { baseRevision: 1, change: makeChange({ annotations: { added: [annotation] } }) },
      { baseRevision: 1, change: makeChange({ annotations: { removed: [makeAnnotation()] } }) },
      { baseRevision: 1, change: makeChange({ stage: ['labeled', 'approved'] }) },
    ];
    for (const attempt of attempts) expect(call('annotations.apply', { itemId, label, ...attempt })).toEqual(conflict);
    // Its id is taken, though in another item.
    expect(
      call('annotations.apply', {
        itemId: other,
        baseRevision: 0,
        label,
        change: makeChange({ annotations: { added: [annotation] } }),
      }),
    ).toEqual(conflict);
    expect(findHead(db)).toEqual(before);
    expect(takeEvents()).toEqual([]);
  });

  it('lets a prediction be decided once', () => {
    const { call, itemId } = setUp();
    const [prediction] = call('items.document', { itemId }).predictions;
    if (!prediction) throw new Error('there are predictions');
    expect(
      call('annotations.apply', { itemId, baseRevision: 0, label, change: decide(prediction, 'accepted') }),
    ).toMatchObject({ ok: true });
    expect(
      call('annotations.apply', { itemId, baseRevision: 1, label, change: decide(prediction, 'rejected') }),
    ).toEqual(conflict);
    const { decisions } = call('items.document', { itemId });
    const again = makeDecision(prediction);
    const change = makeChange({ decisions: { removed: decisions, added: [again] } });
    expect(call('annotations.apply', { itemId, baseRevision: 1, label, change })).toMatchObject({ ok: true });
  });

  it('answers a conflict when one change decides a prediction twice', () => {
    const { call, itemId, db } = setUp();
    const [prediction] = call('items.document', { itemId }).predictions;
    if (!prediction) throw new Error('there are predictions');
    const head = findHead(db);
    const change = makeChange({ decisions: { added: [makeDecision(prediction), makeDecision(prediction)] } });
    expect(call('annotations.apply', { itemId, baseRevision: 0, label, change })).toEqual(conflict);
    expect(findHead(db)).toEqual(head);
  });

  it('lets the outcome of a decision change, but not the copy of its prediction, also when the run is gone', () => {
    const { call, itemId, db } = setUp();
    const [prediction] = call('items.document', { itemId }).predictions;
    if (!prediction) throw new Error('there are predictions');
    call('annotations.apply', { itemId, baseRevision: 0, label, change: decide(prediction, 'accepted') });
    deleteRun(db, prediction.runId);
    const [made] = call('items.document', { itemId }).decisions;
    if (!made) throw new Error('it was decided');
    const update = (part: Partial<Decision>): unknown =>
      call('annotations.apply', {
        ...{ itemId, baseRevision: 1, label },
        change: makeChange({ decisions: { updated: [[made, { ...made, ...part }]] } }),
      });
    expect(() => update({ score: 0.123 })).toThrow(/changes its score/);
    expect(() => update({ className: 'other' })).toThrow(/changes its className/);
    expect(() => update({ shape: { kind: 'box', box: [0, 0, 1, 1] } })).toThrow(/changes its shape/);
    expect(() => update({ annotationId: makeAnnotation().id })).toThrow(/annotation .* is not in the item/);
    expect(update({ kind: 'corrected' })).toMatchObject({ ok: true });
    expect(verifyProject(db).ok).toBe(true);
  });

  it('refuses what makes no sense here', () => {
    const { call, itemId, other, db } = setUp();
    const [prediction] = call('items.document', { itemId }).predictions;
    if (!prediction) throw new Error('there are predictions');
    const head = findHead(db);
    const annotation = makeAnnotation();
    const apply = (change: unknown, item: ItemId = itemId): unknown =>
      call('annotations.apply', {
        itemId: item,
        baseRevision: 0,
        label,
        change: change as ReturnType<typeof makeChange>,
      });
    const decision = (part: object): unknown => makeChange({ decisions: { added: [makeDecision(prediction, part)] } });
    expect(() => apply(makeChange({ annotations: { added: [makeAnnotation({ classId: 9 as never })] } }))).toThrow(
      'There is no class 9',
    );
    expect(() => apply(makeChange({}), 999 as ItemId)).toThrow('There is no item 999');
    expect(() => apply(makeChange({ annotations: { added: [annotation, annotation] } }))).toThrow(/changed twice/);
    expect(() => apply(decision({ predictionId: 999 }))).toThrow(/there is no prediction 999/);
    expect(() => apply(decision({ score: 0.999999 }))).toThrow(/score is not that of prediction/);
    expect(() => apply(decision({ modelSha256: 'x' }))).toThrow(/modelSha256 is not that of prediction/);
    expect(() => apply(decision({}), other)).toThrow(/itemId is not that of prediction/);
    expect(() => apply(decision({ annotationId: makeAnnotation().id, kind: 'accepted' }))).toThrow(
      /annotation .* is not in the item/,
    );
    // By the schema at the door.
    for (const box of [
      [0, 0, Number.NaN, 1],
      [0, 0, -1, 1],
      [0, 0, Number.POSITIVE_INFINITY, 1],
      [0, 0, 1],
    ]) {
      expect(() =>
        apply(makeChange({ annotations: { added: [makeAnnotation({ shape: { kind: 'box', box: box as never } })] } })),
      ).toThrow();
    }
    expect(findHead(db)).toEqual(head);
    expect(verifyProject(db).ok).toBe(true);
  });

  it('refuses to take an annotation away from the decision that it came of', () => {
    const { call, itemId, db } = setUp();
    const [prediction, second] = call('items.document', { itemId }).predictions;
    if (!prediction || !second) throw new Error('there are predictions');
    for (const [baseRevision, one] of [prediction, second].entries())
      call('annotations.apply', { itemId, baseRevision, label, change: decide(one, 'accepted') });
    const document = (): ItemDocument => call('items.document', { itemId });
    const [made, other] = document().decisions;
    if (!made || !other) throw new Error('they were decided');
    const removed = document().annotations.filter(({ id }) => id === made.annotationId);
    const head = findHead(db);
    const apply = (change: Change): unknown =>
      call('annotations.apply', { itemId, baseRevision: document().item.revision, label, change });
    const remove = (decisions: Partial<Change['decisions']>): unknown =>
      apply(makeChange({ annotations: { removed }, decisions }));
    const rejected = { ...made, kind: 'rejected', annotationId: null } as const;
    expect(() => remove({})).toThrow(/would be left without its annotation/);
    expect(() => remove({ removed: [other] })).toThrow(/would be left without its annotation/);
    expect(() => remove({ updated: [[made, { ...made, kind: 'corrected' }]] })).toThrow(/is not in the item/);
    expect(() => remove({ updated: [[made, { ...rejected, kind: 'corrected' }]] })).toThrow(/has no annotation/);
    expect(() => apply(makeChange({ decisions: { updated: [[made, { ...made, kind: 'rejected' }]] } }))).toThrow(
      /has an annotation/,
    );
    expect(findHead(db)).toEqual(head);

    // As a person deletes it, takes that back, and takes the decision back.
    expect(apply(deleteAnnotations(document(), [removed[0]!.id]))).toMatchObject({ ok: true });
    expect(document().decisions).toContainEqual(rejected);
    expect(call('history.undo', {})).toMatchObject({ itemId });
    expect(document().decisions).toContainEqual(made);
    expect(apply(undecide(document(), made))).toMatchObject({ ok: true });
    expect(document().decisions).toEqual([other]);
    expect(verifyProject(db).ok).toBe(true);
  });

  it('writes nothing for a change that changes nothing', () => {
    const { call, itemId, db } = setUp();
    const head = findHead(db);
    expect(call('annotations.apply', { itemId, baseRevision: 0, label, change: makeChange({}) })).toEqual({
      ok: true,
      revision: 0,
      seq: head?.seq,
    });
    expect(findHead(db)).toEqual(head);
  });

  it('costs the same in an item with 10,000 annotations: only touched rows are read', () => {
    const { call, itemId } = setUp();
    const added = Array.from({ length: 10_000 }, (_, z) => makeAnnotation({ z }));
    call('annotations.apply', { itemId, baseRevision: 0, label, change: makeChange({ annotations: { added } }) });
    const [first] = added;
    if (!first) throw new Error('there is one');
    const started = performance.now();
    call('annotations.apply', {
      itemId,
      baseRevision: 1,
      label,
      change: makeChange({ annotations: { updated: [[first, { ...first, z: -1 }]] } }),
    });
    // Reading and comparing all rows takes ten times as long as this.
    console.log(`an edit in an item with 10,000 annotations: ${(performance.now() - started).toFixed(1)} ms`);
    expect(call('items.document', { itemId }).annotations[0]).toEqual({ ...first, z: -1 });
  });
});

describe('an edit with an id of its own', () => {
  const editId = '7f0a2f5e-5c39-4b0e-8f3a-0d6f1a2b3c4d';

  it('is made once, and answered again as it was, also after other edits and a restart', () => {
    const file = path.join(makeFolder(), 'p.firstpass');
    const project = create(file);
    const { call, db } = handDesk(project);
    const [itemId, other] = fillProject(db, { items: 2, predictionsPerItem: 0 }).itemIds;
    if (!itemId || !other) throw new Error('there are two items');
    const edit = {
      ...{ itemId, baseRevision: 0, label, editId },
      change: makeChange({ annotations: { added: [makeAnnotation()] } }),
    };
    const first = call('annotations.apply', edit);
    expect(first).toMatchObject({ ok: true, revision: 1 });
    const next = { ...edit, editId: undefined, baseRevision: 1 };
    call('annotations.apply', { ...next, change: makeChange({ stage: ['new', 'in progress'] }) });
    const head = findHead(db);
    expect(call('annotations.apply', edit)).toEqual(first);
    expect(() => call('annotations.apply', { ...edit, itemId: other })).toThrow(/made in another item/);
    project.close();
    const again = open(file);
    onTestFinished(() => again.close());
    expect(handDesk(again).call('annotations.apply', edit)).toEqual(first);
    expect(findHead(again.db)).toEqual(head);
    expect(verifyProject(again.db).ok).toBe(true);
  });

  it('that was refused is free to be made later', () => {
    const { call, itemId } = setUp();
    const change = makeChange({ annotations: { added: [makeAnnotation()] } });
    expect(call('annotations.apply', { itemId, baseRevision: 5, change, label, editId })).toEqual(conflict);
    expect(call('annotations.apply', { itemId, baseRevision: 0, change, label, editId })).toMatchObject({ ok: true });
  });
});

describe('what is hidden', () => {
  it('a covered prediction comes back when what covers it goes', () => {
    const { call, itemId, db } = setUp();
    const annotation = makeAnnotation();
    call('annotations.apply', {
      itemId,
      baseRevision: 0,
      label,
      change: makeChange({ annotations: { added: [annotation] } }),
    });
    const count = (): number => call('items.list', { query: {}, offset: 0, limit: 1 }).items[0]?.proposalCount ?? -1;
    db.prepare('UPDATE predictions SET covered_by = ? WHERE id = (SELECT min(id) FROM predictions)').run(annotation.id);
    call('annotations.apply', {
      itemId,
      baseRevision: 1,
      label,
      change: makeChange({ stage: ['new', 'in progress'] }),
    });
    expect([count(), call('items.document', { itemId }).predictions.length]).toEqual([2, 2]);
    call('annotations.apply', {
      itemId,
      baseRevision: 2,
      label,
      change: makeChange({ annotations: { removed: [annotation] } }),
    });
    expect([count(), call('items.document', { itemId }).predictions.length]).toEqual([3, 3]);
    call('history.undo', {});
    expect([count(), call('items.document', { itemId }).predictions.length]).toEqual([2, 2]);
  });

  it('a decided prediction stays in the document but is no proposal', () => {
    const { call, itemId } = setUp();
    const [prediction] = call('items.document', { itemId }).predictions;
    if (!prediction) throw new Error('there are predictions');
    call('annotations.apply', { itemId, baseRevision: 0, label, change: decide(prediction, 'rejected') });
    expect(call('items.document', { itemId }).predictions).toHaveLength(3);
    expect(call('items.list', { query: {}, offset: 0, limit: 1 }).items[0]).toMatchObject({
      proposalCount: 2,
      annotationCount: 0,
    });
  });
});
