import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import type { ImportOptions } from '#shared/contract/importApi.ts';
import type { AnnotationId, ClassId, ItemId } from '#shared/model/ids.ts';
import type { Split } from '#shared/model/split.ts';
import { formats } from '#shared/formats/formatRegistry.ts';
import { makeId } from '#tests/support/factories.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let images: string;
const wanted: readonly (Split | null)[] = ['train', 'train', 'val', 'test'];
/** Four images in folders whose names are those of splits, each with a box, an outline and a class. */
beforeEach(async () => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(path.join(images, 'val'), 4);
  await t.create('p', images, ['cell', 'animal/dog']);
  await t.settled();
  for (const itemId of await ids()) {
    for (const shape of [
      { kind: 'box', box: [10, 20, 30, 40] },
      { kind: 'polygon', rings: [[50, 50, 90, 50, 90, 90]] },
      { kind: 'whole' },
    ] as const) {
      const document = await t.engine.call('items.document', { itemId });
      const change = addAnnotation(document, { id: makeId() as AnnotationId, classId: 1 as ClassId, shape });
      await t.engine.call('annotations.apply', {
        ...{ itemId, baseRevision: document.item.revision, change, label: 'Draw' },
      });
    }
  }
  await t.engine.call('items.edit', {
    ...{ items: { itemIds: await ids() }, action: { kind: 'stage', stage: 'labeled' } },
  });
  await put(wanted);
});
afterEach(() => t.close());

const list = async () => (await t.engine.call('items.list', { query: {}, offset: 0, limit: 10 })).items;
const ids = async (): Promise<ItemId[]> => (await list()).map(({ id }) => id);
const splitsNow = async (): Promise<(Split | null)[]> =>
  Promise.all(
    (await ids()).map(async (itemId) => (await t.engine.call('items.document', { itemId })).item.split ?? null),
  );
async function put(to: readonly (Split | null)[]): Promise<void> {
  for (const [at, itemId] of (await ids()).entries())
    await t.engine.call('items.edit', {
      ...{ items: { itemIds: [itemId] }, action: { kind: 'split', split: to[at] ?? null } },
    });
}
async function write(format: string, splits: boolean, how: 'copy' | 'leave' = 'copy'): Promise<string> {
  const out = path.join(t.home, `out-${format}-${String(splits)}-${how}`);
  const folder = t.engine.grants.add(out).id;
  const { jobId } = await t.engine.call('exports.start', { format, folder, images: how, splits });
  expect(await t.ended(jobId)).toMatchObject({ state: 'done' });
  return out;
}
async function preview(source: string, format: string | null = null, options: Partial<ImportOptions> = {}) {
  return t.engine.call('imports.preview', { source: { path: t.engine.grants.add(source).id, format }, options });
}
async function take(source: string, format: string | null = null, options: Partial<ImportOptions> = {}) {
  const { token } = await preview(source, format, options);
  return t.engine.call('imports.start', { token, options });
}
const isWhole = async (): Promise<void> =>
  expect(await t.engine.call('projects.verify', {})).toMatchObject({ ok: true, differences: [] });

const plain = formats.filter(({ reader, needs }) => reader && !needs);

test.for(plain.map(({ id }) => id))('%s: what is written apart by split comes back in its splits', async (id) => {
  const out = await write(id, true);
  // The first project has them already.
  expect(await take(out, id)).toMatchObject({
    problems: { total: 0 },
    splits: { set: 0, alreadyThere: 4, conflicts: { total: 0 } },
  });
  await t.create('q', images, ['cell']);
  await t.settled();
  const first = await take(out, id);
  expect(first).toMatchObject({ splits: { set: 4, alreadyThere: 0, conflicts: { total: 0 } } });
  expect(await splitsNow()).toEqual(wanted);
  expect(await take(out, id)).toMatchObject({ imagesChanged: 0, splits: { set: 0, alreadyThere: 4 } });
  await isWhole();
});

test.for(['yolo', 'coco', 'voc', 'csv', 'openimages', 'createml'])(
  '%s: also where the pictures stay where they are; and one that was not written apart puts nothing in a split',
  async (id) => {
    const apart = await write(id, true, 'leave');
    const together = await write(id, false);
    await t.create('q', images, ['cell']);
    await t.settled();
    expect((await take(together, id)).splits).toEqual({ set: 0, alreadyThere: 0, conflicts: { total: 0, first: [] } });
    expect(await splitsNow()).toEqual([null, null, null, null]);
    await take(apart, id);
    expect(await splitsNow()).toEqual(wanted);
  },
);

test('a split comes in with the labels, is one step of undo with them, and one that is set here stays and is shown', async () => {
  const out = await write('jsonl', true);
  await t.create('q', images, ['cell']);
  await t.settled();
  await put(['test', null, null, 'test']);
  const before = await splitsNow();
  const shown = await preview(out);
  expect(shown.splits).toMatchObject({ set: 2, alreadyThere: 1, conflicts: { total: 1 } });
  expect(shown.splits.conflicts.first).toEqual([expect.stringContaining('field-01')]);
  const labels = shown.labels.added;
  expect(labels).toBe(12);
  await take(out);
  expect(await splitsNow()).toEqual(['test', 'train', 'val', 'test']);
  await isWhole();

  await t.engine.call('history.undo', {});
  expect(await splitsNow()).toEqual(before);
  await t.engine.call('history.redo', {});
  expect(await splitsNow()).toEqual(['test', 'train', 'val', 'test']);
  await isWhole();
});

test('proposals put nothing in a split, a name that is none of ours is told once, and files that disagree are a conflict', async () => {
  await put([null, null, null, null]);
  const file = path.join(t.home, 'labels.csv');
  const name = (at: number): string => `val/field-0${at}.jpg`;
  const rows = [
    `${name(1)},cell,Validation`,
    `${name(2)},cell,holdout`,
    `${name(3)},cell,holdout`,
    `${name(4)},cell,default`,
  ];
  writeFileSync(file, `image,class,split\n${rows.join('\n')}\n`);
  expect((await take(file, null, { asPredictions: true })).splits.set).toBe(0);
  expect(await splitsNow()).toEqual([null, null, null, null]);
  const result = await take(file);
  expect(result.problems.first.map(({ code, details }) => [code, details.name])).toEqual([
    ['image.otherSplit', 'holdout'],
  ]);
  expect(await splitsNow()).toEqual(['val', null, null, null]);

  const both = path.join(t.home, 'both');
  mkdirSync(both);
  for (const split of ['train', 'test'])
    writeFileSync(path.join(both, `${split}.jsonl`), `${JSON.stringify({ image: name(2), labels: [] })}\n`);
  expect((await preview(both)).splits).toMatchObject({ set: 0, conflicts: { total: 1 } });
});
