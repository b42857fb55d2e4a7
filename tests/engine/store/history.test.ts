import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import type { Change } from '#shared/change/change.ts';
import { stages } from '#shared/model/item.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { decide, makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { create, makeFolder, open, openDesk } from './support/openDesk.ts';
import type { Desk } from './support/handDesk.ts';

/** Every row a person's edits make, and what is derived from them. Revisions and times of the last change only ever grow. */
function snapshot(db: Database): unknown {
  const tables = {
    annotations: 'SELECT * FROM annotations ORDER BY id',
    decisions: 'SELECT * FROM decisions ORDER BY id',
    comments: 'SELECT * FROM comments ORDER BY id',
    stages: 'SELECT id, stage FROM items ORDER BY id',
    summaries: `SELECT item_id, annotation_count, class_count, shape_bits, shortest_px, longest_px, least_area, most_area,
      proposal_count, lowest_score, highest_score FROM item_summary ORDER BY item_id`,
    open: 'SELECT id FROM open_predictions ORDER BY id',
  };
  return Object.fromEntries(Object.entries(tables).map(([name, sql]) => [name, db.prepare(sql).all()]));
}

/** One of the things a person does, chosen by `choice`; null when it is not possible now. */
function makeEdit({ call }: Desk, itemId: ItemId, choice: number, which: number): Change | null {
  const document = call('items.document', { itemId });
  const { annotations, decisions, predictions, item } = document;
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[which % Math.max(1, rows.length)];
  const [annotation, decision] = [one(annotations), one(decisions)];
  const undecided = predictions.filter(({ id }) => !decisions.some(({ predictionId }) => predictionId === id));
  const prediction = one(undecided);
  const verbs: readonly (() => Change | null)[] = [
    () => makeChange({ annotations: { added: [makeAnnotation({ z: which })] } }),
    () => (annotation ? deleteAnnotations(document, [annotation.id]) : null),
    () =>
      annotation
        ? makeChange({ annotations: { updated: [[annotation, { ...annotation, z: annotation.z + 1 }]] } })
        : null,
    () => (prediction ? decide(prediction, 'accepted') : null),
    () => (prediction ? decide(prediction, 'rejected') : null),
    () => (decision ? makeChange({ decisions: { removed: [decision] } }) : null),
    () => (decision ? makeChange({ decisions: { updated: [[decision, { ...decision, durationMs: which }]] } }) : null),
    () => makeChange({ stage: [item.stage, stages[which % stages.length] ?? 'new'] }),
  ];
  return verbs[choice % verbs.length]?.() ?? null;
}

/** A comment, an answer, or what becomes of one. @returns whether it was possible */
function talk({ call }: Desk, itemId: ItemId, which: number): boolean {
  const { comments } = call('comments.list', { itemId });
  const text = `Said ${randomUUID()}`;
  const one = comments[which % Math.max(1, comments.length)];
  const verb = which % 5;
  if (verb === 0) call('comments.add', { itemId, id: randomUUID(), text, threadId: one?.threadId ?? one?.id ?? null });
  else if (verb === 1 || !one) call('comments.add', { itemId, id: randomUUID(), text });
  else if (one.text === null) return false;
  else if (verb === 2) call('comments.edit', { itemId, commentId: one.id, text });
  else if (verb === 3) call('comments.remove', { itemId, commentId: one.id });
  else {
    const isOpen = comments.find(({ id }) => id === (one.threadId ?? one.id))?.resolvedAt === null;
    call(isOpen ? 'comments.resolve' : 'comments.reopen', { itemId, commentId: one.id });
  }
  return true;
}

function edit(desk: Desk, itemId: ItemId, choice: number, which: number): boolean {
  if (choice === 8) return talk(desk, itemId, which);
  const change = makeEdit(desk, itemId, choice, which);
  if (!change) return false;
  const { revision } = desk.call('items.document', { itemId }).item;
  const answer = desk.call('annotations.apply', { itemId, baseRevision: revision, change, label: `Edit ${choice}` });
  expect(answer.ok).toBe(true);
  return true;
}

const step = fc.record({ item: fc.nat(1), choice: fc.nat(8), which: fc.nat(9) });

describe('undo and redo', () => {
  it('of any edits, to the start and to the end, give identical rows and an honest journal', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const desk = openDesk();
        const { itemIds } = fillProject(desk.db, { items: 2, predictionsPerItem: 3 });
        const states = [snapshot(desk.db)];
        for (const { item, choice, which } of steps) {
          if (edit(desk, itemIds[item] as ItemId, choice, which)) states.push(snapshot(desk.db));
        }
        for (const state of states.slice(0, -1).reverse()) {
          expect(desk.call('history.undo', {})).not.toBeNull();
          expect(snapshot(desk.db)).toEqual(state);
        }
        expect(desk.call('history.undo', {})).toBeNull();
        for (const state of states.slice(1)) {
          expect(desk.call('history.redo', {})).not.toBeNull();
          expect(snapshot(desk.db)).toEqual(state);
        }
        expect(desk.call('history.redo', {})).toBeNull();
        expect(verifyProject(desk.db).differences).toEqual([]);
        desk.project.close();
      }),
      { numRuns: 25 },
    );
  });

  it('mixed with edits and restarts agree with a plain list of states', () => {
    const act = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), step }) },
      { weight: 3, arbitrary: fc.constant({ kind: 'undo' as const }) },
      { weight: 2, arbitrary: fc.constant({ kind: 'redo' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const file = `${makeFolder()}/mixed.firstpass`;
        let desk = handDesk(create(file));
        const { itemIds } = fillProject(desk.db, { items: 2, predictionsPerItem: 3 });
        const states = [snapshot(desk.db)];
        let at = 0;
        for (const one of acts) {
          if (one.kind === 'edit') {
            if (edit(desk, itemIds[one.step.item] as ItemId, one.step.choice, one.step.which)) {
              at += 1;
              states.splice(at, Number.POSITIVE_INFINITY, snapshot(desk.db));
            }
          } else if (one.kind === 'undo') {
            const undone = desk.call('history.undo', {});
            expect(undone !== null).toBe(at > 0);
            at = Math.max(0, at - 1);
          } else if (one.kind === 'redo') {
            const redone = desk.call('history.redo', {});
            expect(redone !== null).toBe(at < states.length - 1);
            at = Math.min(states.length - 1, at + 1);
          } else {
            desk.project.close();
            desk = handDesk(open(file));
          }
          expect(snapshot(desk.db)).toEqual(states[at]);
        }
        expect(verifyProject(desk.db).differences).toEqual([]);
        desk.project.close();
      }),
      { numRuns: 25 },
    );
  });

  it('of one item leave the other as it is, mix with the others, and are the same after a restart', () => {
    const act = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), step }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('here' as const), item: fc.nat(1) }) },
      { weight: 2, arbitrary: fc.constantFrom({ kind: 'undo' as const }, { kind: 'redo' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const file = `${makeFolder()}/here.firstpass`;
        let desk = handDesk(create(file));
        const { itemIds } = fillProject(desk.db, { items: 2, predictionsPerItem: 3 });
        const idOf = (item: number): ItemId => itemIds[item] as ItemId;
        const labels = (item: number): unknown => {
          const { annotations, decisions, item: it } = desk.call('items.document', { itemId: idOf(item) });
          return { annotations, decisions: decisions.map(({ id }) => id).sort(), stage: it.stage };
        };
        // What each item was before each of its edits in force, and what could be redone: the newest last.
        const past: unknown[][] = [[], []];
        for (const one of acts) {
          if (one.kind === 'edit') {
            const before = labels(one.step.item);
            if (edit(desk, idOf(one.step.item), one.step.choice, one.step.which)) past[one.step.item]?.push(before);
          } else if (one.kind === 'here') {
            const [here, other] = [past[one.item] ?? [], labels(1 - one.item)];
            const answer = desk.call('history.undoHere', { itemId: idOf(one.item) });
            expect(answer.ok).toBe(here.length > 0);
            if (here.length > 0) expect(labels(one.item)).toEqual(here.pop());
            expect(labels(1 - one.item)).toEqual(other);
          } else if (one.kind === 'restart') {
            const peeked = desk.call('history.peek', { itemId: idOf(0) });
            desk.project.close();
            desk = handDesk(open(file));
            expect(desk.call('history.peek', { itemId: idOf(0) })).toEqual(peeked);
          } else {
            const before = [labels(0), labels(1)];
            const entry = desk.call(`history.${one.kind}`, {});
            const item = entry ? itemIds.indexOf(entry.itemId as ItemId) : -1;
            if (one.kind === 'redo' && entry) past[item]?.push(before[item]);
            if (one.kind === 'undo') expect(entry !== null).toBe(past.flat().length > 0);
            if (one.kind === 'undo' && entry) expect(labels(item)).toEqual(past[item]?.pop());
          }
        }
        expect(verifyProject(desk.db).differences).toEqual([]);
        desk.project.close();
      }),
      { numRuns: 25 },
    );
  });

  it('are entries of the journal that name what they take back, and are announced', () => {
    const desk = openDesk();
    const [itemId] = fillProject(desk.db, { items: 1, predictionsPerItem: 1 }).itemIds;
    if (!itemId) throw new Error('there is an item');
    edit(desk, itemId, 0, 0);
    const { undo } = desk.call('history.peek', {});
    expect(undo).toMatchObject({ label: 'Edit 0', itemId, actor: 'tester' });
    desk.takeEvents();
    desk.call('history.undo', {});
    expect(desk.takeEvents()).toEqual([
      ['documentChanged', { itemId, revision: 2 }],
      ['itemsChanged', { itemIds: [itemId] }],
      ['historyChanged', {}],
    ]);
    desk.call('history.redo', {});
    const seq = undo?.seq ?? 0;
    expect(desk.call('history.list', { itemId }).map((entry) => [entry.seq, entry.undoes])).toEqual([
      [seq + 2, seq + 1],
      [seq + 1, seq],
      [seq, null],
    ]);
    expect(desk.call('history.peek', {})).toMatchObject({ undo: { seq: seq + 2 }, redo: null });
  });

  it('gives back a decision with who made it, and when', () => {
    const desk = openDesk();
    const [itemId] = fillProject(desk.db, { items: 1, predictionsPerItem: 1 }).itemIds;
    if (!itemId) throw new Error('there is an item');
    edit(desk, itemId, 4, 0);
    const before = desk.db.prepare('SELECT actor, at FROM decisions').all();
    edit(desk, itemId, 5, 0);
    desk.call('history.undo', {});
    expect(desk.db.prepare('SELECT actor, at FROM decisions').all()).toEqual(before);
  });

  it('takes a decision back and again when its run is deleted', () => {
    const desk = openDesk();
    const { itemIds, runId } = fillProject(desk.db, { items: 1, predictionsPerItem: 1 });
    edit(desk, itemIds[0] as ItemId, 3, 0);
    const after = desk.db.prepare('SELECT * FROM decisions').all();
    desk.db.prepare('DELETE FROM runs WHERE id = ?').run(runId);
    desk.call('history.undo', {});
    desk.call('history.redo', {});
    expect(desk.db.prepare('SELECT * FROM decisions').all()).toEqual(after);
    expect(verifyProject(desk.db).differences).toEqual([]);
  });
});
