import { expect, describe, it, vi } from 'vitest';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { wholeLabels } from '#shared/actions/classifyItem.ts';
import type { ItemAction } from '#shared/contract/api/itemsApi.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { create, makeFolder, open, openDesk } from './support/openDesk.ts';
import type { Desk } from './support/handDesk.ts';

/** What bulk edits change. */
const state = ({ db }: Desk): unknown => [
  db.prepare('SELECT id, stage, split FROM items ORDER BY id').all(),
  db.prepare('SELECT * FROM item_tags ORDER BY item_id, tag').all(),
  db.prepare('SELECT item_id, class_id, kind FROM annotations ORDER BY item_id, class_id').all(),
  db.prepare('SELECT item_id, annotation_count, class_count, shape_bits FROM item_summary ORDER BY item_id').all(),
];
const actions: readonly ItemAction[] = [
  { kind: 'tag', tag: 'night', isOn: true },
  { kind: 'tag', tag: 'Night', isOn: true },
  { kind: 'tag', tag: 'night', isOn: false },
  { kind: 'split', split: 'val' },
  { kind: 'split', split: null },
  { kind: 'stage', stage: 'approved' },
  { kind: 'classify', classId: 2 as ClassId },
];

describe('an edit of many items', () => {
  it('of every kind is undone and redone as one, also after a restart, and the journal agrees', () => {
    const folder = makeFolder();
    const project = create(`${folder}/p.firstpass`);
    const desk = handDesk(project);
    const { itemIds } = fillProject(desk.db, { items: 12, predictionsPerItem: 1 });
    const states = [state(desk)];
    for (const action of actions) {
      desk.call('items.edit', { items: { itemIds: itemIds.slice(0, 8) }, action });
      states.push(state(desk));
    }
    // The second is the same tag in other letters: nothing to do, nothing to undo.
    const distinct = states.filter((_, index) => index !== 2);
    project.close();
    const again = handDesk(open(`${folder}/p.firstpass`));
    for (const before of distinct.slice(0, -1).reverse()) {
      expect(again.call('history.undo', {})).not.toBeNull();
      expect(state(again)).toEqual(before);
    }
    expect(again.call('history.undo', {})).toBeNull();
    for (const after of distinct.slice(1)) {
      expect(again.call('history.redo', {})).not.toBeNull();
      expect(state(again)).toEqual(after);
    }
    expect(verifyProject(again.db).differences).toEqual([]);
    again.project.close();
  });

  it('says how many it changed, and leaves those alone that are so already', () => {
    const desk = openDesk();
    const { itemIds } = fillProject(desk.db, { items: 10, predictionsPerItem: 0 });
    const edit = (ids: readonly ItemId[], action: ItemAction): unknown =>
      desk.call('items.edit', { items: { itemIds: [...ids] }, action });
    const night: ItemAction = { kind: 'tag', tag: 'night', isOn: true };
    expect([
      edit(itemIds.slice(0, 3), night),
      edit(itemIds.slice(2, 5), night),
      edit(itemIds.slice(0, 5), night),
    ]).toEqual([
      { changed: 3, jobId: null },
      { changed: 2, jobId: null },
      { changed: 0, jobId: null },
    ]);
    // The undo takes off only what that edit put on.
    desk.call('history.undo', {});
    expect(desk.db.prepare('SELECT item_id FROM item_tags ORDER BY 1').pluck().all()).toEqual(itemIds.slice(0, 3));
  });

  it('takes a query, and items that are no more are left out', () => {
    const desk = openDesk();
    const { itemIds } = fillProject(desk.db, { items: 6, predictionsPerItem: 0 });
    const split: ItemAction = { kind: 'split', split: 'test' };
    expect(desk.call('items.edit', { items: { query: { where: 'id<=2' } }, action: split })).toEqual({
      changed: 2,
      jobId: null,
    });
    expect(desk.call('items.edit', { items: { itemIds: [itemIds[5] as ItemId, 999] }, action: split })).toEqual({
      changed: 1,
      jobId: null,
    });
  });

  it('gives images a class in place of the one they had, and keeps their other labels', () => {
    const desk = openDesk();
    const [first, second] = fillProject(desk.db, { items: 2, predictionsPerItem: 0 }).itemIds as [ItemId, ItemId];
    const box = makeAnnotation();
    const whole = makeAnnotation({ shape: { kind: 'whole' } });
    const change = makeChange({ annotations: { added: [box, whole] } });
    desk.call('annotations.apply', { itemId: first, baseRevision: 0, label: 'x', change });
    const classId = 2 as ClassId;
    desk.call('items.edit', { items: { itemIds: [first, second] }, action: { kind: 'classify', classId } });
    const labels = (itemId: ItemId): unknown[] =>
      desk.call('items.document', { itemId }).annotations.map((one) => [one.shape.kind, one.classId]);
    expect([labels(first), labels(second)]).toEqual([
      [
        ['box', 1],
        ['whole', 2],
      ],
      [['whole', 2]],
    ]);
    expect(desk.call('items.document', { itemId: second }).item.stage).toBe('in progress');
    expect(wholeLabels(desk.call('items.document', { itemId: first }))).toHaveLength(1);
  });

  it('of thousands is written in parts, and still undone as one', async () => {
    const desk = openDesk();
    const { itemIds } = fillProject(desk.db, { items: 2500, predictionsPerItem: 0 });
    const tagged = (): unknown => desk.db.prepare('SELECT count(*) FROM item_tags').pluck().get();
    const entries = (): unknown =>
      desk.db.prepare("SELECT count(*) FROM journal WHERE op = 'items.edited'").pluck().get();
    const action: ItemAction = { kind: 'tag', tag: 'night', isOn: true };
    const { changed, jobId } = desk.call('items.edit', { items: { query: {} }, action });
    expect([changed, typeof jobId]).toEqual([null, 'string']);
    expect(() => desk.call('history.undo', {})).toThrow('still being written');
    expect(() => desk.call('items.edit', { items: { itemIds: [...itemIds] }, action })).toThrow('still being written');
    await vi.waitFor(() => expect([tagged(), entries()]).toEqual([2500, 3]));
    await vi.waitFor(async () => expect(await Promise.resolve(desk.call('history.undo', {}))).not.toBeNull());
    expect(tagged()).toBe(0);
    await Promise.resolve(desk.call('history.redo', {}));
    expect([tagged(), entries()]).toEqual([2500, 9]);
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('with a tag of no letters, or of a class that is not there, is refused', () => {
    const desk = openDesk();
    const { itemIds } = fillProject(desk.db, { items: 1, predictionsPerItem: 0 });
    const edit = (action: ItemAction) => () => desk.call('items.edit', { items: { itemIds: [...itemIds] }, action });
    expect(edit({ kind: 'tag', tag: '  ', isOn: true })).toThrow('one to 100 characters');
    expect(edit({ kind: 'tag', tag: 'x'.repeat(101), isOn: true })).toThrow('one to 100 characters');
    expect(edit({ kind: 'classify', classId: 9 as ClassId })).toThrow('no class 9');
  });
});

describe('saved views', () => {
  it('are kept by name, whatever the case of its letters, and in the journal', () => {
    const desk = openDesk();
    fillProject(desk.db, { items: 1, predictionsPerItem: 0 });
    const { call } = desk;
    call('views.save', { name: 'Night shift', query: 'tag:night', sort: 'changed', descending: true });
    call('views.save', { name: 'empty', query: 'labels:0' });
    call('views.save', { name: 'night SHIFT', query: 'tag:night -class:cell' });
    const views = [
      { name: 'empty', query: 'labels:0', sort: 'path', descending: false },
      { name: 'Night shift', query: 'tag:night -class:cell', sort: 'path', descending: false },
    ];
    expect(call('views.list', {})).toEqual(views);
    call('views.remove', { name: 'EMPTY' });
    expect(call('views.list', {})).toEqual(views.slice(1));
    expect(() => call('views.remove', { name: 'empty' })).toThrow('no saved view');
    expect(() => call('views.save', { name: ' ', query: '' })).toThrow('one to 100 characters');
    expect(() => call('views.save', { name: 'x', query: 'clas:x' })).toThrow('no field clas');
    expect(verifyProject(desk.db).differences).toEqual([]);
  });
});
