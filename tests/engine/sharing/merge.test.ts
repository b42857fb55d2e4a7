import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeBackParts } from '#engine/datasets/takeBackParts.ts';
import { listAuthors } from '#engine/db/authors.ts';
import { createClass, listClasses, updateClass } from '#engine/db/classes.ts';
import { findHead } from '#engine/db/journal.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { AnnotationId, ClassId, ItemId } from '#shared/model/ids.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import type { Random } from '#tests/support/randomVerb.ts';
import { makeAnnotation, makeChange } from '../store/support/edits.ts';
import { fillProject } from '../store/support/fillProject.ts';
import type { Desk } from '../store/support/handDesk.ts';
import { handDesk } from '../store/support/handDesk.ts';
import { open, openDesk } from '../store/support/openDesk.ts';
import { randomEdit } from '../store/support/randomEdit.ts';
import { apply, copyOf, merge, openPackage, stateOf } from './support/packages.ts';

const ignore = (): void => undefined;
const lastSeq = ({ db }: Desk): number => assertExists(findHead(db), 'there is a journal').seq;
const labelsOf = (desk: Desk, itemId: ItemId) => desk.call('items.document', { itemId }).annotations;

const commentsOf = (desk: Desk, itemId: ItemId) => desk.call('comments.list', { itemId }).comments;

/** Some items with a label each, one of which is handed out and moved. */
function start(items = 3): {
  desk: Desk;
  itemIds: readonly ItemId[];
  labels: readonly ReturnType<typeof makeAnnotation>[];
} {
  const desk = openDesk();
  const { itemIds } = fillProject(desk.db, { items, predictionsPerItem: 0 });
  const labels = itemIds.map((itemId) => {
    const label = makeAnnotation();
    apply(desk, itemId, makeChange({ annotations: { added: [label] }, stage: ['new', 'in progress'] }));
    return label;
  });
  return { desk, itemIds, labels };
}

const move = (desk: Desk, itemId: ItemId, id: AnnotationId, x: number): void => {
  const from = assertExists(
    labelsOf(desk, itemId).find((label) => label.id === id),
    'it is there',
  );
  apply(
    desk,
    itemId,
    makeChange({ annotations: { updated: [[from, { ...from, shape: { kind: 'box', box: [x, 1, 2, 3] } }]] } }),
  );
};

describe('a work package', () => {
  it('holds the items of its query with their labels, under the same numbers, and agrees with its own journal', () => {
    const { desk, itemIds } = start(4);
    const [first, , third] = itemIds as [ItemId, ItemId, ItemId];
    desk.call('comments.add', {
      itemId: third,
      id: randomUUID(),
      text: 'look',
      threadId: null,
      annotationId: null,
    });
    apply(desk, third, makeChange({ stage: ['in progress', 'returned'] }));
    const ana = openPackage(desk, 'stage:returned');
    expect(ana.call('items.list', { query: {}, offset: 0, limit: 10 }).items.map(({ id }) => id)).toEqual([third]);
    expect(labelsOf(ana, third)).toEqual(labelsOf(desk, third));
    expect(ana.call('items.document', { itemId: third }).item.stage).toBe('returned');
    expect(commentsOf(ana, third)).toEqual(commentsOf(desk, third));
    expect(() => labelsOf(ana, first)).toThrow('item');
    expect(verifyProject(ana.db).differences).toEqual([]);
    // What was handed out is not an edit of hers.
    expect(ana.call('history.peek', {}).undo).toBeNull();
  });

  it('of a query that finds nothing is refused', () => {
    const { desk } = start(1);
    expect(() => openPackage(desk, 'stage:approved')).toThrow(expect.objectContaining({ code: 'package.empty' }));
  });
});

describe('merging', () => {
  it('takes what was done there, keeps what was done here, and says from whom it came', async () => {
    const { desk, itemIds, labels } = start();
    const [a, b, c] = itemIds as [ItemId, ItemId, ItemId];
    const ana = openPackage(desk);
    const drawn = makeAnnotation({ z: 3 });
    apply(ana, a, makeChange({ annotations: { added: [drawn] }, stage: ['in progress', 'labeled'] }));
    move(desk, b, labels[1]?.id as AnnotationId, 9);
    move(ana, c, labels[2]?.id as AnnotationId, 5);
    move(desk, c, labels[2]?.id as AnnotationId, 5);
    expect(await merge(desk, ana)).toMatchObject({
      items: { handedOut: 3, taken: 1, kept: 1, same: 1, conflicts: 0, open: 0, gone: 0 },
      labels: { added: 1, changed: 0, removed: 0 },
      ...{ stages: 1, who: 'Ana', itemsChanged: 1 },
    });
    expect(labelsOf(desk, a)).toContainEqual(drawn);
    expect(desk.call('items.document', { itemId: a }).item.stage).toBe('labeled');
    expect(listAuthors(desk.db, a)).toMatchObject({ [drawn.id]: 'ana', [labels[0]?.id ?? '']: 'tester' });
    expect(desk.call('history.list', { limit: 1 })[0]).toMatchObject({
      label: 'Merge work package of Ana',
      actor: 'tester',
    });
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('leaves items with conflicts alone until somebody chooses, and merges the rest', async () => {
    const { desk, itemIds, labels } = start();
    const [a, b] = itemIds as [ItemId, ItemId];
    const ana = openPackage(desk);
    move(desk, a, labels[0]?.id as AnnotationId, 5);
    move(ana, a, labels[0]?.id as AnnotationId, 7);
    apply(ana, a, makeChange({ annotations: { added: [makeAnnotation()] } }));
    move(ana, b, labels[1]?.id as AnnotationId, 7);
    const before = labelsOf(desk, a);
    const first = await merge(desk, ana);
    expect(first).toMatchObject({ items: { taken: 1, conflicts: 1, open: 1 }, itemsChanged: 1 });
    expect(first.conflicts.first[0]).toMatchObject({ itemId: a, labels: 1, stage: null, choice: 'ask' });
    expect(labelsOf(desk, a)).toEqual(before);
    // Later, with a choice for this one.
    const later = await merge(desk, ana, { choices: { [a]: 'both' } });
    expect(later).toMatchObject({ items: { conflicts: 1, open: 0, taken: 1 }, labels: { added: 2 } });
    expect(labelsOf(desk, a).map(({ shape }) => shape)).toContainEqual({ kind: 'box', box: [7, 1, 2, 3] });
    expect(labelsOf(desk, a)).toContainEqual(before[0]);
    expect(labelsOf(desk, a)).toHaveLength(3);
  });

  it('the same package again changes nothing, whatever is chosen', async () => {
    for (const conflicts of ['mine', 'theirs', 'both'] as const) {
      const { desk, itemIds, labels } = start();
      const ana = openPackage(desk);
      for (const [index, itemId] of itemIds.entries()) {
        move(ana, itemId, labels[index]?.id as AnnotationId, 7);
        if (index > 0) move(desk, itemId, labels[index]?.id as AnnotationId, 5);
      }
      await merge(desk, ana, { conflicts });
      const [state, seq] = [stateOf(desk), lastSeq(desk)];
      expect(await merge(desk, ana, { conflicts: 'both' })).toMatchObject({ itemsChanged: 0, items: { conflicts: 0 } });
      expect([stateOf(desk), lastSeq(desk)]).toEqual([state, seq]);
    }
  });

  it('of what was done since the last merge takes just that, with no conflict of its own making', async () => {
    const { desk, itemIds, labels } = start(1);
    const a = itemIds[0] as ItemId;
    const id = labels[0]?.id as AnnotationId;
    const ana = openPackage(desk);
    move(ana, a, id, 5);
    await merge(desk, ana);
    move(ana, a, id, 6);
    expect(await merge(desk, ana)).toMatchObject({ items: { taken: 1, conflicts: 0 }, labels: { changed: 1 } });
    expect(labelsOf(desk, a)[0]?.shape).toEqual({ kind: 'box', box: [6, 1, 2, 3] });
  });

  it('is one step of undo, which also forgets that it was merged', async () => {
    const { desk, itemIds, labels } = start();
    const ana = openPackage(desk);
    for (const [index, itemId] of itemIds.entries()) move(ana, itemId, labels[index]?.id as AnnotationId, 7);
    desk.call('items.document', { itemId: itemIds[0] as ItemId });
    const before = stateOf(desk);
    await merge(desk, ana);
    const after = stateOf(desk);
    takeBackParts(desk.db, 'tester', lastSeq(desk), ignore);
    expect(stateOf(desk)).toEqual(before);
    expect(await merge(desk, ana)).toMatchObject({ itemsChanged: 3 });
    expect(stateOf(desk)).toEqual(after);
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('brings classes by name, tags, splits and comments', async () => {
    const { desk, itemIds } = start(2);
    const a = itemIds[0] as ItemId;
    const ana = openPackage(desk);
    const [mine, theirs] = [desk, ana].map(({ db }) => ({ db, actor: 'x' })) as [never, never];
    // Both made a third class, and another: the numbers mean different things.
    createClass(mine, { name: 'dust' });
    createClass(theirs, { name: 'fibre', color: '#00ff00' });
    createClass(theirs, { name: 'Dust' });
    const idOf = (desk: Desk, name: string): ClassId =>
      assertExists(
        listClasses(desk.db).find((one) => one.name === name),
        name,
      ).id;
    updateClass(mine, { classId: 1 as ClassId, name: 'blood cell' });
    apply(
      ana,
      a,
      makeChange({
        annotations: { added: ['fibre', 'Dust', 'cell'].map((name) => makeAnnotation({ classId: idOf(ana, name) })) },
      }),
    );
    ana.call('comments.add', {
      itemId: a,
      id: randomUUID(),
      text: 'sure?',
      threadId: null,
      annotationId: null,
    });
    ana.call('items.edit', { items: { itemIds: [a] }, action: { kind: 'tag', tag: 'odd', isOn: true } });
    ana.call('items.edit', { items: { itemIds: [a] }, action: { kind: 'split', split: 'val' } });
    const result = await merge(desk, ana);
    expect(result).toMatchObject({ classesCreated: ['fibre'], comments: 1 });
    const names = labelsOf(desk, a).map(({ classId }) => listClasses(desk.db).find(({ id }) => id === classId)?.name);
    expect(names.sort()).toEqual(['blood cell', 'blood cell', 'dust', 'fibre']);
    expect(listClasses(desk.db).find(({ name }) => name === 'fibre')?.color).toBe('#00ff00');
    expect(commentsOf(desk, a)).toEqual(commentsOf(ana, a));
    expect(desk.call('items.document', { itemId: a }).item).toMatchObject({ tags: ['odd'], split: 'val' });
    expect(verifyProject(desk.db).differences).toEqual([]);
    takeBackParts(desk.db, 'tester', lastSeq(desk), ignore);
    expect(commentsOf(desk, a)).toEqual([]);
    expect(desk.call('items.document', { itemId: a }).item).toMatchObject({ tags: [], split: null });
  });

  it('of a package of another project, or of a project that is none, is refused', async () => {
    const { desk } = start(1);
    const other = start(1);
    await expect(merge(desk, openPackage(other.desk))).rejects.toMatchObject({ code: 'merge.otherOrigin' });
    await expect(merge(desk, other.desk)).rejects.toMatchObject({ code: 'merge.notAPackage' });
  });

  it('of a package whose labels were edited past its journal is refused', async () => {
    const { desk, itemIds } = start(1);
    const ana = openPackage(desk);
    ana.db.prepare("UPDATE items SET stage = 'approved' WHERE id = ?").run(itemIds[0]);
    await expect(merge(desk, ana)).rejects.toMatchObject({ code: 'merge.damaged' });
  });
});

/** One step of a person's at random. */
function step(random: Random, desk: Desk, itemIds: readonly ItemId[]): void {
  const itemId = itemIds[random(itemIds.length)] as ItemId;
  const document = desk.call('items.document', { itemId });
  const edit = randomEdit(random, document);
  if (edit === 'redo') desk.call('history.redo', {});
  else if (edit === 'undo') desk.call('history.undo', {});
  else desk.call('annotations.apply', { itemId, baseRevision: document.item.revision, change: edit, label: 'Edit' });
}

it('random work on both sides: no label that either side made is lost, the journal agrees, and undo gives back every row', async () => {
  let [conflicts, taken] = [0, 0];
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = seededRandom(seed);
    const desk = openDesk();
    const { itemIds } = fillProject(desk.db, { items: 4, predictionsPerItem: 3 });
    for (let at = 0; at < 20; at += 1) step(random, desk, itemIds);
    const base = new Set((desk.db.prepare('SELECT id FROM annotations').pluck().all() as string[]).values());
    const ana = openPackage(desk);
    for (let at = 0; at < 25; at += 1) step(random, random(2) === 0 ? desk : ana, itemIds);
    const [mine, theirs] = [desk, ana].map(
      (one) => one.db.prepare('SELECT id FROM annotations').pluck().all() as string[],
    ) as [string[], string[]];
    const before = stateOf(desk);
    const choice = (['ask', 'mine', 'theirs', 'both'] as const)[seed % 4] ?? 'ask';
    const result = await merge(desk, ana, { conflicts: choice });
    conflicts += result.items.conflicts;
    taken += result.items.taken;
    expect(verifyProject(desk.db).differences).toEqual([]);
    if (choice !== 'ask') {
      const now = new Set(desk.db.prepare('SELECT id FROM annotations').pluck().all() as string[]);
      expect([...mine, ...theirs].filter((id) => !base.has(id) && !now.has(id))).toEqual([]);
    }
    const again = await merge(desk, ana, { conflicts: choice });
    expect(again).toMatchObject({
      itemsChanged: 0,
      items: { conflicts: choice === 'ask' ? result.items.conflicts : 0 },
    });
    if (result.itemsChanged === 0) continue;
    takeBackParts(desk.db, 'tester', lastSeq(desk), ignore);
    expect(stateOf(desk)).toEqual(before);
    expect(verifyProject(desk.db).differences).toEqual([]);
  }
  // Else this test tells nothing.
  expect([conflicts > 5, taken > 5]).toEqual([true, true]);
});

it('killed in the middle leaves everything as it was before', async () => {
  const { desk, itemIds, labels } = start(600);
  const ana = openPackage(desk);
  for (const [index, itemId] of itemIds.entries()) move(ana, itemId, labels[index]?.id as AnnotationId, 7);
  const copy = await copyOf(ana);
  const before = stateOf(desk);
  const { path: file } = desk.project;
  desk.project.close();
  const child = path.join(import.meta.dirname, 'children/dieWhileMerging.ts');
  // In the second of two parts, and when all but the last entry is written.
  for (const after of [550, 599]) {
    expect(spawnSync(process.execPath, [child, file, copy, String(after)]).signal).toBe('SIGKILL');
    const again = open(file);
    expect(stateOf(handDesk(again))).toEqual(before);
    expect(verifyProject(again.db).differences).toEqual([]);
    again.close();
  }
  expect(spawnSync(process.execPath, [child, file, copy, 'never']).status).toBe(0);
  const whole = open(file);
  expect(whole.db.prepare("SELECT count(*) FROM journal WHERE op = 'merge.applied'").pluck().get()).toBe(2);
  expect(verifyProject(whole.db).differences).toEqual([]);
  whole.close();
});
