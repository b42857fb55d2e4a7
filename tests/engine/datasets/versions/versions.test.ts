import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyProject } from '#engine/db/verifyProject.ts';
import type { Version } from '#shared/contract/versions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { randomVerb, seededRandom } from '#tests/support/randomVerb.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { makeAnnotation, makeChange } from '../../store/support/edits.ts';

const images = path.resolve('resources/samples/images');
let t: TestEngine;
let itemIds: readonly ItemId[];

beforeEach(async () => {
  t = startEngine();
  await t.create('labels', images, ['cell', 'nucleus', 'debris']);
  await t.settled();
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 100 });
  itemIds = items.map(({ id }) => id);
});
afterEach(() => t.close());

const first = (): ItemId => itemIds[0] as ItemId;

async function apply(itemId: ItemId, parts: Parameters<typeof makeChange>[0]): Promise<void> {
  const { item } = await t.engine.call('items.document', { itemId });
  const edit = { itemId, baseRevision: item.revision, label: 'Edit', change: makeChange(parts) };
  const answer = await t.engine.call('annotations.apply', edit);
  expect(answer.ok).toBe(true);
}

const name = (text: string): Promise<Version> => t.engine.call('versions.name', { name: text });
const documents = async (): Promise<unknown[]> => {
  const all = [];
  for (const itemId of itemIds) {
    const { item, annotations, decisions } = await t.engine.call('items.document', { itemId });
    all.push({ stage: item.stage, annotations, decisions });
  }
  return all;
};
const verify = () => t.engine.call('projects.verify', {});

/** Looks into the project's file with other eyes. */
function read<Row>(sql: string): Row[] {
  const db = new Database(path.join(t.home, 'labels.firstpass'), { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

/** The documented listing, made here by another way: all rows at once, ordered in JavaScript. */
function listedHash(): string {
  const items = read<{ id: number; path: string; frame: number; stage: string }>('SELECT * FROM items');
  const labels = read<
    Record<'id' | 'shape' | 'attributes' | 'group_id' | 'name', string> & { z: number; item_id: number }
  >('SELECT a.*, c.name FROM annotations a JOIN classes c ON c.id = a.class_id');
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
  const digests = items
    .filter((item) => item.stage !== 'new' || labels.some((label) => label.item_id === item.id))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.frame - b.frame))
    .map((item) => {
      const lines = labels
        .filter((label) => label.item_id === item.id)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((one) =>
          JSON.stringify([
            one.id,
            one.name,
            JSON.parse(one.shape),
            JSON.parse(one.attributes ?? 'null'),
            one.group_id,
            one.z,
          ]),
        );
      return sha([JSON.stringify([item.path, item.frame, item.stage]), ...lines, ''].join('\n'));
    });
  return sha(['firstpass-labels 1', ...digests, ''].join('\n'));
}

describe('naming a version', () => {
  it('keeps what it names: place in the journal, counts, and the hash of the documented listing', async () => {
    await apply(first(), {
      annotations: { added: [makeAnnotation(), makeAnnotation({ z: 1, attributes: { grade: 1 } })] },
    });
    const [head] = read<{ seq: number; hash: string }>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
    const version = await name('one');
    expect(version).toMatchObject({ name: 'one', seq: head?.seq, journalHash: head?.hash, items: 1, labels: 2 });
    expect(version.contentHash).toBe(listedHash());
    expect(await t.engine.call('versions.list', {})).toEqual([version]);
    expect((await verify()).differences).toEqual([]);
  });

  it('gives the same labels the same hash, however they came about', async () => {
    const label = makeAnnotation();
    await apply(first(), { annotations: { added: [label] } });
    const one = await name('one');
    await apply(first(), { annotations: { updated: [[label, { ...label, z: 5 }]] } });
    expect((await name('two')).contentHash).not.toBe(one.contentHash);
    await t.engine.call('history.undo', {});
    expect((await name('three')).contentHash).toBe(one.contentHash);
  });

  it('refuses a name that is taken, renames and deletes, and finds each again in the journal', async () => {
    const { id } = await name('One');
    await expect(name('one')).rejects.toMatchObject({ code: 'version.exists' });
    await t.engine.call('versions.update', { versionId: id, name: 'First', note: 'before cleaning' });
    expect(await t.engine.call('versions.list', {})).toMatchObject([{ name: 'First', note: 'before cleaning' }]);
    await t.engine.call('versions.delete', { versionId: id });
    await expect(t.engine.call('versions.diff', { from: id })).rejects.toMatchObject({ code: 'version.notFound' });
    // A number is never used again: the journal tells of the first one.
    expect((await name('one')).id).toBe(id + 1);
    expect((await verify()).differences).toEqual([]);
  });
});

describe('the difference', () => {
  it('counts by class and by item what was added, removed and changed', async () => {
    const [kept, gone, moved] = [makeAnnotation(), makeAnnotation({ classId: 2 as never }), makeAnnotation({ z: 2 })];
    await apply(first(), { annotations: { added: [kept, gone, moved] } });
    const from = await name('before');
    const added = makeAnnotation({ classId: 3 as never });
    const second = itemIds[1] as ItemId;
    await apply(first(), {
      annotations: { removed: [gone], updated: [[moved, { ...moved, shape: { kind: 'box', box: [9, 9, 9, 9] } }]] },
    });
    await apply(second, { annotations: { added: [added] }, stage: ['new', 'labeled'] });
    const to = await name('after');
    // What comes later is not part of either.
    await apply(first(), { annotations: { removed: [kept] } });
    const diff = await t.engine.call('versions.diff', { from: from.id, to: to.id });
    expect(diff).toMatchObject({
      ...{ added: 1, removed: 1, changed: 1, stages: 1 },
      classes: [
        { name: 'cell', added: 0, removed: 0, changed: 1 },
        { name: 'debris', added: 1, removed: 0, changed: 0 },
        { name: 'nucleus', added: 0, removed: 1, changed: 0 },
      ],
      items: {
        total: 2,
        page: [
          { itemId: first(), added: 0, removed: 1, changed: 1, stage: null },
          { itemId: second, added: 1, removed: 0, changed: 0, stage: ['new', 'labeled'] },
        ],
      },
    });
    expect(await t.engine.call('versions.diff', { from: from.id, to: from.id })).toMatchObject({ items: { total: 0 } });
    expect(await t.engine.call('versions.diff', { from: from.id })).toMatchObject({ removed: 2, added: 1, changed: 1 });
    const both = await t.engine.call('versions.item', { from: from.id, to: to.id, itemId: first() });
    expect(both.from.map(({ id }) => id).sort()).toEqual([kept.id, gone.id, moved.id].sort());
    expect(both.to.map(({ id }) => id).sort()).toEqual([kept.id, moved.id].sort());
  });
});

describe('restoring', () => {
  it('is one step of undo, and gives back the names that classes had', async () => {
    const label = makeAnnotation();
    await apply(first(), { annotations: { added: [label] }, stage: ['new', 'labeled'] });
    const version = await name('before');
    const before = await documents();
    await t.engine.call('classes.update', { classId: 1, name: 'zelle' });
    await t.engine.call('classes.create', { name: 'Cell' });
    await apply(first(), {
      annotations: { removed: [label], added: [makeAnnotation()] },
      stage: ['labeled', 'returned'],
    });
    const after = await documents();
    expect(await t.engine.call('versions.restore', { versionId: version.id })).toEqual({ items: 1, labels: 2 });
    expect(await documents()).toEqual(before);
    expect(listedHash()).toBe(version.contentHash);
    const classes = (await t.engine.call('classes.list', {})).map((one) => one.name);
    expect(classes).toEqual(['cell', 'nucleus', 'debris', 'Cell (2)']);
    expect((await verify()).differences).toEqual([]);
    expect(await t.engine.call('history.undo', {})).toMatchObject({ label: 'Restore before' });
    expect(await documents()).toEqual(after);
    expect((await t.engine.call('classes.list', {})).map((one) => one.name)).toEqual([
      'zelle',
      'nucleus',
      'debris',
      'Cell',
    ]);
    await t.engine.call('history.redo', {});
    expect(listedHash()).toBe(version.contentHash);
    expect((await verify()).differences).toEqual([]);
    expect(await t.engine.call('versions.restore', { versionId: version.id })).toEqual({ items: 0, labels: 0 });
  });

  it('shows in the history of each image that it changed', async () => {
    const version = await name('empty');
    await apply(first(), { annotations: { added: [makeAnnotation()] } });
    await t.engine.call('versions.restore', { versionId: version.id });
    const [newest] = await t.engine.call('history.list', { itemId: first() });
    expect(newest).toMatchObject({ label: 'Restore empty' });
    expect(await t.engine.call('history.list', { limit: 1 })).toMatchObject([{ label: 'Restore empty' }]);
  });

  it('gives the labels of any version, wherever it was named in random work', { timeout: 120_000 }, async () => {
    const random = seededRandom(7);
    const named: { version: Version; state: unknown }[] = [];
    for (let step = 0; step < 60; step += 1) {
      const itemId = itemIds[random(3)] as ItemId;
      const choice = random(12);
      if (choice === 0) await t.engine.call('history.undo', {});
      else if (choice === 1) await t.engine.call('classes.update', { classId: 1 + random(3), name: `class ${step}` });
      else {
        const document = await t.engine.call('items.document', { itemId });
        const { revision } = document.item;
        const edit = { itemId, baseRevision: revision, label: 'Edit', change: randomVerb(random, document) };
        await t.engine.call('annotations.apply', edit);
      }
      if (random(15) === 0) named.push({ version: await name(`at ${step}`), state: await documents() });
    }
    expect(named.length).toBeGreaterThan(1);
    for (const { version, state } of [...named.slice(2), ...named.slice(0, 2).reverse()]) {
      await t.engine.call('versions.restore', { versionId: version.id });
      expect(listedHash()).toBe(version.contentHash);
      expect(await documents()).toEqual(state);
    }
    expect((await verify()).differences).toEqual([]);
    while (await t.engine.call('history.undo', {}));
    expect(read('SELECT * FROM annotations')).toEqual([]);
    expect((await verify()).differences).toEqual([]);
  });
});

describe('an export', () => {
  const start = async (
    folder: string,
    versionId?: number,
  ): Promise<{ labels: unknown[]; info: Record<string, unknown> }> => {
    const out = path.join(t.home, folder);
    const grant = t.engine.grants.add(out).id;
    const version = versionId === undefined ? {} : { versionId };
    const { jobId } = await t.engine.call('exports.start', { format: 'coco', folder: grant, ...version });
    expect(await t.ended(jobId)).toMatchObject({ state: 'done' });
    const json = (file: string): Record<string, unknown> =>
      JSON.parse(readFileSync(path.join(out, file), 'utf8')) as Record<string, unknown>;
    return { labels: json('annotations.json').annotations as unknown[], info: json('export-info.json') };
  };

  it('holds the labels of a version, and says which they are', async () => {
    const label = makeAnnotation();
    await apply(first(), { annotations: { added: [label] }, stage: ['new', 'labeled'] });
    const version = await name('trained on');
    const before = await start('before');
    await apply(first(), { annotations: { removed: [label] }, stage: ['labeled', 'in progress'] });
    const now = await start('now');
    const then = await start('then', version.id);
    expect(then.labels).toEqual(before.labels);
    expect(then.labels).toHaveLength(1);
    expect(now.labels).toEqual([]);
    const named = { contentHash: version.contentHash, version: 'trained on', journalHead: version.journalHash };
    expect(then.info).toMatchObject(named);
    expect(before.info).toMatchObject({ contentHash: version.contentHash, version: 'trained on' });
    expect(now.info).toMatchObject({ contentHash: listedHash(), version: null });
    const preview = await t.engine.call('exports.preview', {
      format: 'coco',
      what: 'annotations',
      versionId: version.id,
    });
    expect(preview).toMatchObject({ items: 1, labels: 1 });
    await expect(
      t.engine.call('exports.preview', { format: 'coco', what: 'predictions', versionId: version.id }),
    ).rejects.toMatchObject({ code: 'version.predictions' });
  });
});

it('is found when the journal that a version names is another one', async () => {
  await name('one');
  await t.engine.call('projects.close', {});
  const db = new Database(path.join(t.home, 'labels.firstpass'));
  db.prepare("UPDATE versions SET journal_hash = 'x'").run();
  expect(verifyProject(db).differences).toContain('version one: its entry of the journal is another one');
  db.close();
  await t.engine.call('projects.open', { file: t.engine.grants.add(path.join(t.home, 'labels.firstpass')).id });
  await expect(t.engine.call('versions.diff', { from: 1 })).rejects.toMatchObject({ code: 'version.damaged' });
});
