import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { DatasetCard } from '#shared/datasets/card/datasetCard.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Split } from '#shared/model/split.ts';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import type { AnnotationId } from '#shared/model/ids.ts';
import { makeId } from '#tests/support/factories.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let ids: ItemId[];
/** Six images: two in training, one in validation, one for tests, two in none; each has a box, the first three a class as a whole. */
beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(path.join(images, 'a b'), 6);
  await t.create('p', images, ['cell', 'animal/dog']);
  await t.settled();
  ids = (await t.engine.call('items.list', { query: {}, offset: 0, limit: 10 })).items.map(({ id }) => id);
  for (const itemId of ids) {
    const document = await t.engine.call('items.document', { itemId });
    const shape = { kind: 'box', box: [10, 20, 30, 40] } as const;
    const change = addAnnotation(document, { id: makeId() as AnnotationId, classId: 1 as ClassId, shape });
    await t.engine.call('annotations.apply', { itemId, baseRevision: 0, change, label: 'Draw box' });
  }
  await classify(ids.slice(0, 2), 1);
  await classify(ids.slice(2, 3), 2);
  const all = { items: { itemIds: ids } };
  await t.engine.call('items.edit', { ...all, action: { kind: 'stage', stage: 'labeled' } });
  await put(ids.slice(0, 2), 'train');
  await put(ids.slice(2, 3), 'val');
  await put(ids.slice(3, 4), 'test');
});
afterEach(() => t.close());

const put = (itemIds: ItemId[], split: Split): Promise<unknown> =>
  t.engine.call('items.edit', { items: { itemIds }, action: { kind: 'split', split } });
const classify = (itemIds: ItemId[], classId: number): Promise<unknown> =>
  t.engine.call('items.edit', { items: { itemIds }, action: { kind: 'classify', classId: classId } });

/** @returns where it lies */
async function write(format: string, more: Partial<EngineInput<'exports.start'>> = {}): Promise<string> {
  const out = path.join(t.home, `out-${format}`);
  const folder = t.engine.grants.add(out).id;
  const { jobId } = await t.engine.call('exports.start', { format, folder, images: 'copy', splits: true, ...more });
  expect(await t.ended(jobId)).toMatchObject({ state: 'done' });
  return out;
}
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !/^(export-info\.json|dataset-card\.json|README\.md|losses\.csv)$/.test(name))
    .sort();
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const about = { format: 'yolo', what: 'annotations', splits: true } as const;

test('YOLO, COCO and VOC have images and labels of each split where their trainers look; what is in none is left out and counted', async () => {
  expect(await t.engine.call('exports.preview', about)).toMatchObject({ items: 4, withoutSplit: 2, leftOut: 0 });
  const yolo = await write('yolo');
  expect(filesOf(yolo)).toEqual([
    'data.yaml',
    'images/test/a b/field-04.jpg',
    'images/train/a b/field-01.jpg',
    'images/train/a b/field-02.jpg',
    'images/val/a b/field-03.jpg',
    'labels/test/a b/field-04.txt',
    'labels/train/a b/field-01.txt',
    'labels/train/a b/field-02.txt',
    'labels/val/a b/field-03.txt',
  ]);
  const data = parse(readFileSync(path.join(yolo, 'data.yaml'), 'utf8')) as Record<string, string>;
  for (const split of ['train', 'val', 'test']) expect(existsSync(path.join(yolo, data[split]!))).toBe(true);
  expect(json(path.join(yolo, 'export-info.json'))).toMatchObject({ items: 4, withoutSplit: 2, splits: true });

  const coco = await write('coco');
  const val = json(path.join(coco, 'annotations/instances_val.json')) as { images: { file_name: string }[] };
  expect(val.images.map(({ file_name }) => file_name)).toEqual(['a b/field-03.jpg']);
  expect(existsSync(path.join(coco, 'images/val', val.images[0]!.file_name))).toBe(true);

  const voc = await write('voc');
  expect(readFileSync(path.join(voc, 'ImageSets/Main/train.txt'), 'utf8')).toBe('a b/field-01\na b/field-02\n');
  expect(existsSync(path.join(voc, 'JPEGImages/a b/field-04.jpg'))).toBe(true);

  // A format without splits of its own: each is an export that stands alone.
  const createml = await write('createml');
  expect(json(path.join(createml, 'test/annotations.json'))).toMatchObject([{ image: 'images/a b/field-04.jpg' }]);
  expect(existsSync(path.join(createml, 'test/images/a b/field-04.jpg'))).toBe(true);
});

test('where no image is in a split nothing is written, and the error says what to do', async () => {
  await t.engine.call('items.edit', { items: { itemIds: ids }, action: { kind: 'split', split: null } });
  const out = path.join(t.home, 'none');
  const folder = t.engine.grants.add(out).id;
  const { jobId } = await t.engine.call('exports.start', { format: 'yolo', folder, splits: true });
  expect(await t.ended(jobId)).toMatchObject({ state: 'failed', error: { code: 'export.noSplits' } });
  expect(existsSync(out)).toBe(false);
  // Of images of a stage that nobody is in, there is nothing to split: an empty export.
  expect(await t.engine.call('exports.preview', { ...about, stages: ['new'] })).toMatchObject({
    items: 0,
    withoutSplit: 0,
  });
});

test('folders by class: images lie under their class, the others are counted, and the whole comes back', async () => {
  const preview = await t.engine.call('exports.preview', { ...about, format: 'imagefolder' });
  expect(preview).toMatchObject({ items: 3, labels: 3, withoutSplit: 2 });
  const losses = [
    { reason: 'shape', name: 'box', count: 4 },
    { reason: 'noClass', name: '', count: 1 },
  ];
  expect(preview.losses).toEqual(losses);
  const out = await write('imagefolder');
  expect(filesOf(out)).toEqual(['train/cell/field-01.jpg', 'train/cell/field-02.jpg', 'val/animal%2Fdog/field-03.jpg']);
  expect(json(path.join(out, 'export-info.json'))).toMatchObject({ items: 3, labels: 3, losses });

  // The same labels are there already; in a project without them they come in.
  const source = { path: t.engine.grants.add(out).id, format: null };
  expect(await t.engine.call('imports.preview', { source })).toMatchObject({
    format: { id: 'imagefolder' },
    images: { matched: 3 },
    labels: { added: 0, alreadyThere: 3 },
  });
  await t.create('q', path.join(t.home, 'images'));
  await t.settled();
  const fresh = await t.engine.call('imports.preview', { source });
  expect(fresh.classes.map(({ name, labels }) => [name, labels])).toEqual([
    ['cell', 2],
    ['animal/dog', 1],
  ]);
});

test('folders by class need the images, and one class each', async () => {
  const folder = t.engine.grants.add(path.join(t.home, 'x')).id;
  await expect(
    t.engine.call('exports.start', { format: 'imagefolder', folder, images: 'leave' }),
  ).rejects.toMatchObject({
    code: 'export.needsImages',
  });
  const document = await t.engine.call('items.document', { itemId: ids[0]! });
  const added = { id: makeId() as AnnotationId, classId: 2 as ClassId, shape: { kind: 'whole' } as const };
  const change = addAnnotation(document, added);
  await t.engine.call('annotations.apply', {
    itemId: ids[0]!,
    baseRevision: document.item.revision,
    change,
    label: 'Classify image',
  });
  const preview = await t.engine.call('exports.preview', { ...about, format: 'imagefolder', splits: false });
  expect(preview).toMatchObject({ items: 2, labels: 2 });
  const out = await write('imagefolder', { splits: false });
  expect(filesOf(out)).toEqual(['animal%2Fdog/field-03.jpg', 'cell/field-02.jpg']);
  const written = json(path.join(out, 'export-info.json')) as { losses: unknown };
  expect(written.losses).toEqual(preview.losses);
  expect(preview.losses).toContainEqual({ reason: 'severalClasses', name: '', count: 1 });
});

test('a data set card goes with every export: numbers, version, licence, and people only when they are asked for', async () => {
  await t.engine.call('versions.name', { name: 'first | draft' });
  const out = await write('coco', { card: { licence: ' CC0-1.0 ', source: 'Clinic <A>, 2026\nroom 2' } });
  const card = json(path.join(out, 'dataset-card.json')) as DatasetCard;
  const info = json(path.join(out, 'export-info.json')) as { contentHash: string; journalHead: string };
  expect(card).toMatchObject({
    ...{ name: 'p', images: 4, labels: 4, version: 'first | draft', licence: 'CC0-1.0', withoutSplit: 2 },
    imagesBySplit: { train: 2, val: 1, test: 1, none: 0 },
    classes: [
      { name: 'cell', labels: 4, images: 4 },
      { name: 'animal/dog', labels: 0 },
    ],
    objectSizes: { small: 0, medium: 4, large: 0 },
    ...{ contentHash: info.contentHash, journalHead: info.journalHead },
  });
  expect(card.people).toBeUndefined();
  const readme = readFileSync(path.join(out, 'README.md'), 'utf8');
  expect(readme).toContain('license: cc0-1.0\n');
  expect(readme).toContain('Clinic &lt;A&gt;, 2026 room 2\n');
  expect(readme).toContain('- Version: first \\| draft\n');

  const asked = await write('yolo', { card: { people: true } });
  const { people } = json(path.join(asked, 'dataset-card.json')) as DatasetCard;
  expect(people).toHaveLength(1);
  expect(people?.[0]?.images).toBe(4);
});

test('a version is written by the splits of then', async () => {
  const { id } = await t.engine.call('versions.name', { name: 'then' });
  await t.engine.call('items.edit', { items: { itemIds: ids }, action: { kind: 'split', split: 'test' } });
  const out = await write('voc', { versionId: id });
  expect(readFileSync(path.join(out, 'ImageSets/Main/test.txt'), 'utf8')).toBe('a b/field-04\n');
});
