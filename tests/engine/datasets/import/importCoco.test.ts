import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ItemId } from '#shared/model/ids.ts';
import type { ImportOptions } from '#shared/contract/importApi.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let desk: TestEngine;
let folder: string;
beforeEach(async () => {
  desk = startEngine();
  folder = path.join(desk.home, 'images');
  for (const [name, width, height] of [
    ['a.jpg', 200, 100],
    ['sub/b.jpg', 120, 90],
    ['sub/c.jpg', 60, 50],
  ] as const) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    const background = { r: width % 255, g: height, b: name.length };
    await sharp({ create: { width, height, channels: 3, background } })
      .jpeg()
      .toFile(path.join(folder, name));
  }
  await desk.create('p', folder, ['Cat']);
  await desk.settled();
});
afterEach(() => desk.close());

const dataset = {
  images: [
    { id: 1, file_name: 'a.jpg', width: 200, height: 100 },
    { id: 2, file_name: 'D:\\data\\sub\\b.jpg', width: 120, height: 90 },
    { id: 3, file_name: 'gone.jpg', width: 5, height: 5 },
    { id: 4, file_name: 'c.jpg', width: 61, height: 50 },
  ],
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [10, 20.25, 30, 40] },
    { id: 2, image_id: 2, category_id: 2, bbox: [1, 2, 3, 4], attributes: { occluded: true } },
    { id: 3, image_id: 3, category_id: 1, bbox: [1, 2, 3, 4] },
    { id: 4, image_id: 1, category_id: 2, bbox: [300, 2, 3, 4] },
    { id: 5, image_id: 9, category_id: 2, bbox: [3, 2, 3, 4] },
    { id: 6, image_id: 4, category_id: 2, bbox: [3, 2, 3, 4] },
  ],
  categories: [
    { id: 1, name: 'cat' },
    { id: 2, name: 'dog' },
  ],
};

function write(name: string, content: unknown): string {
  const file = path.join(desk.home, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}
const preview = (file: string, options: Partial<ImportOptions> = {}) =>
  desk.engine.call('imports.preview', { source: { path: desk.engine.grants.add(file).id }, options });
async function importFile(file: string, options: Partial<ImportOptions> = {}) {
  const { token } = await preview(file, options);
  return desk.engine.call('imports.start', { token, options });
}
async function labelsOf(name: string) {
  const { items } = await desk.engine.call('items.list', { query: { text: name }, offset: 0, limit: 1 });
  const id = items[0]?.id as ItemId;
  const { item, annotations } = await desk.engine.call('items.document', { itemId: id });
  return { id, revision: item.revision, stage: item.stage, annotations };
}
const verify = () => desk.engine.call('projects.verify', {});

test('a preview says what would come in, and writes nothing', async () => {
  const told = await preview(write('x.json', dataset));
  expect(told).toMatchObject({
    format: { id: 'coco' },
    seen: { path: 'x.json', marks: 'categories, annotations' },
    files: 1,
    images: {
      listed: 4,
      matched: 2,
      unmatched: { total: 1, first: ['gone.jpg'] },
      ambiguous: { total: 0 },
      otherSize: 1,
    },
    classes: [
      { name: 'cat', labels: 2, to: 'Cat', isNew: false },
      { name: 'dog', labels: 3, to: 'dog', isNew: true },
    ],
    labels: { read: 6, added: 2, withoutImage: 2, refused: 2, alreadyThere: 0 },
  });
  expect(told.problems.first.map(({ code, line }) => [code, line])).toEqual([
    ['image.otherSize', null],
    ['label.outside', 1],
    ['record.noImage', 1],
  ]);
  expect((await labelsOf('a.jpg')).annotations).toEqual([]);
  expect(await desk.engine.call('classes.list', {})).toHaveLength(1);
});

test('an import is one step: labels, stages and classes come in, the same again changes nothing, and one undo takes it back', async () => {
  const file = write('x.json', dataset);
  expect(await importFile(file)).toMatchObject({ imagesChanged: 2, classesCreated: ['dog'], labels: { added: 2 } });
  const [a, b] = [await labelsOf('a.jpg'), await labelsOf('b.jpg')];
  expect([a.stage, b.stage]).toEqual(['labeled', 'labeled']);
  expect(a.annotations).toMatchObject([
    { classId: 1, shape: { kind: 'box', box: [10, 20.25, 30, 40] }, source: 'import' },
  ]);
  expect(b.annotations).toMatchObject([{ classId: 2, attributes: { occluded: true } }]);
  expect(await verify()).toMatchObject({ ok: true, differences: [] });
  const { head } = await verify();
  expect(await importFile(file)).toMatchObject({ imagesChanged: 0, labels: { added: 0, alreadyThere: 2 } });
  expect((await verify()).head).toBe(head);
  expect((await desk.engine.call('history.peek', {})).undo).toMatchObject({ label: 'Import x.json' });
  await desk.engine.call('history.undo', {});
  expect(await labelsOf('a.jpg')).toMatchObject({ annotations: [], stage: 'new' });
  expect(await verify()).toMatchObject({ ok: true, differences: [] });
  await desk.engine.call('history.redo', {});
  expect((await labelsOf('a.jpg')).annotations).toEqual(a.annotations);
  expect(await verify()).toMatchObject({ ok: true, differences: [] });
  await desk.engine.call('history.undo', {});
  expect(await importFile(file)).toMatchObject({ labels: { added: 2 }, conflicts: { deleted: 0 } });
});

test('what a person has changed or deleted since is a conflict, and theirs stays unless they say otherwise', async () => {
  const file = write('x.json', dataset);
  await importFile(file);
  const { id, revision, annotations } = await labelsOf('a.jpg');
  const [before] = annotations;
  if (!before) throw new Error('there is a label');
  const moved = { ...before, shape: { kind: 'box' as const, box: [50, 50, 30, 40] as const } };
  const nothing = { added: [], updated: [], removed: [] };
  const apply = (itemId: ItemId, baseRevision: number, labels: object) =>
    desk.engine.call('annotations.apply', {
      ...{ itemId, baseRevision, label: 'Move object' },
      change: { annotations: { ...nothing, ...labels }, decisions: nothing, stage: null },
    });
  await apply(id, revision, { updated: [[before, moved]] });
  const b = await labelsOf('b.jpg');
  await apply(b.id, b.revision, { removed: b.annotations });
  const again = await importFile(file);
  expect(again).toMatchObject({ imagesChanged: 0, conflicts: { edited: 1, deleted: 1, images: { total: 2 } } });
  expect((await labelsOf('a.jpg')).annotations).toEqual([moved]);
  await importFile(file, { conflicts: 'both' });
  expect((await labelsOf('a.jpg')).annotations.map(({ shape }) => shape)).toEqual([moved.shape, before.shape]);
  expect(await importFile(file, { conflicts: 'both' })).toMatchObject({ imagesChanged: 0 });
  await importFile(file, { conflicts: 'file' });
  expect((await labelsOf('b.jpg')).annotations).toHaveLength(1);
  expect(await verify()).toMatchObject({ ok: true, differences: [] });
});

test('classes are mapped and left out as chosen; what is there already from elsewhere is not doubled', async () => {
  const file = write('x.json', dataset);
  expect(await importFile(file, { classMap: { dog: 'Cat', cat: null } })).toMatchObject({
    ...{ classesCreated: [], labels: { added: 1, ignored: 1 } },
    classes: [
      { name: 'cat', to: null },
      { name: 'dog', to: 'Cat' },
    ],
  });
  expect((await labelsOf('b.jpg')).annotations).toMatchObject([{ classId: 1 }]);
});

test('results come in as predictions of a run', async () => {
  const results = dataset.annotations.slice(0, 2).map((one, at) => ({ ...one, score: 0.5 + at / 4 }));
  const done = await importFile(write('r.json', { ...dataset, annotations: results }), { asPredictions: true });
  expect(done).toMatchObject({ labels: { scored: 2, added: 2 }, classesCreated: [] });
  expect(await desk.engine.call('runs.list', {})).toMatchObject([
    { id: done.runId, modelName: 'r.json', state: 'done', itemsDone: 2, predictionCount: 2, isActive: true },
  ]);
  const { id } = await labelsOf('a.jpg');
  const { predictions, annotations, item } = await desk.engine.call('items.document', { itemId: id });
  expect([annotations, item.stage]).toEqual([[], 'new']);
  expect(predictions).toMatchObject([{ className: 'Cat', classId: 1, score: 0.5 }]);
});
