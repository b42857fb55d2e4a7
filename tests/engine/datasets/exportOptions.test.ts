import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import sharp from 'sharp';
import { openFileTree } from '#engine/datasets/import/fileTree.ts';
import { addAnnotations } from '#shared/actions/addAnnotation.ts';
import { acceptRest } from '#shared/actions/decide.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { squashChanges } from '#shared/change/squashChanges.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { ExportLoss } from '#shared/contract/api/exportsApi.ts';
import type { AugmentOptions } from '#shared/model/exportOptions.ts';
import type { AnnotationId, ClassId, ItemId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { makeId } from '#tests/support/factories.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

type Options = Partial<Omit<EngineInput<'exports.start'>, 'folder'>>;
interface Info {
  readonly items: number;
  readonly labels: number;
  readonly chosenOut: number;
  readonly losses: readonly ExportLoss[];
  readonly lossesFile: string | null;
  readonly classes: readonly { name: string; labels: number; writtenAs: string | null }[];
  readonly crops: { written: number; tooSmall: number } | null;
  readonly augmented: { copies: number; labels: number; dropped: number } | null;
}

const classes = ['car', 'person', 'truck'];
const box = (...place: [number, number, number, number]): Shape => ({ kind: 'box', box: place });
/** By image: the number of the class and the shape. */
const labels: readonly (readonly (readonly [number, Shape])[])[] = [
  [
    [1, box(10, 10, 30, 20)],
    [2, box(60.5, 20, 20, 40)],
    [3, { kind: 'polygon', rings: [[5, 50, 40, 50, 20, 70]] }],
  ],
  [
    [1, box(200, 10, 10, 10)],
    [2, box(20, 20, 4, 4)],
  ],
  [[3, box(0, 0, 100, 80)]],
];

let t: TestEngine;
let items: readonly { readonly id: ItemId }[];
beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  for (const [at] of labels.entries()) {
    const ground = { r: 40 * at, g: 100, b: 200 };
    await sharp({ create: { width: 100, height: 80, channels: 3, background: ground } })
      .composite([
        { input: { create: { width: 30, height: 20, channels: 3, background: '#ff0000' } }, left: 10, top: 10 },
      ])
      .png()
      .toFile(path.join(images, `image ${at}.png`));
  }
  await t.create('p', images, classes);
  await t.settled();
  items = (await t.engine.call('items.list', { query: {}, offset: 0, limit: 9 })).items;
  for (const [at, { id: itemId }] of items.entries()) {
    const document = await t.engine.call('items.document', { itemId });
    const drawn = addAnnotations(
      document,
      (labels[at] ?? []).map(([classId, shape]) => ({
        ...{ id: makeId() as AnnotationId, classId: classId as ClassId, shape },
      })),
    );
    const finish = acceptRest(applyChange(document, drawn), { newId: makeId, durationMs: 0 });
    const change = squashChanges(drawn, finish);
    await t.engine.call('annotations.apply', { itemId, baseRevision: 0, change, label: 'Finish' });
  }
});
afterEach(() => t.close());

async function write(name: string, options: Options = {}): Promise<{ out: string; info: Info }> {
  const out = path.join(t.home, name);
  const folder = t.engine.grants.add(out).id;
  const { jobId } = await t.engine.call('exports.start', { format: 'yolo', images: 'copy', ...options, folder });
  const job = await t.ended(jobId);
  if (job.state !== 'done') throw new Error(JSON.stringify(job));
  return { out, info: JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8')) as Info };
}

const lines = (...file: string[]): string[] =>
  readFileSync(path.join(...file), 'utf8')
    .trim()
    .split('\n');
const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

test('what is lost is told by item before, and by label after; all of it alike', async () => {
  const what = { format: 'yolo', what: 'annotations' } as const;
  const preview = await t.engine.call('exports.preview', what);
  const losses = [
    { reason: 'outside', name: 'box', count: 1 },
    { reason: 'shape', name: 'polygon', count: 1 },
  ] as const;
  expect(preview.losses).toEqual(losses);
  const of = (loss: ExportLoss) => ({ ...what, reason: loss.reason, name: loss.name });
  expect(await t.engine.call('exports.lossItems', of(losses[0]))).toEqual({
    items: [{ itemId: items[1]!.id, path: 'image 1.png', count: 1 }],
    hasMore: false,
  });
  const { out, info } = await write('out');
  expect(info).toMatchObject({ losses, lossesFile: 'losses.csv', labels: 4 });
  const documents = await Promise.all(items.map(({ id: itemId }) => t.engine.call('items.document', { itemId })));
  const idOf = (item: number, at: number) => documents[item]!.annotations[at]!.id;
  expect(lines(out, 'losses.csv')).toEqual([
    'image,item,label,class,shape,reason,name',
    `image 0.png,${items[0]!.id},${idOf(0, 2)},truck,polygon,shape,polygon`,
    `image 1.png,${items[1]!.id},${idOf(1, 0)},car,box,outside,box`,
  ]);
  // What loses nothing has no such file.
  expect(existsSync(path.join((await write('whole', { format: 'jsonl' })).out, 'losses.csv'))).toBe(false);
});

test('the items of a loss come page by page', async () => {
  const ask = { format: 'kitti', what: 'annotations', reason: 'shape', name: 'polygon', limit: 1 } as const;
  expect(await t.engine.call('exports.lossItems', ask)).toMatchObject({ hasMore: false });
  const voc = { format: 'masks', what: 'annotations', reason: 'shape', name: 'box', limit: 1 } as const;
  const pages: ItemId[] = [];
  let after: ItemId | undefined;
  for (let hasMore = true; hasMore;) {
    const page = await t.engine.call('exports.lossItems', { ...voc, ...(after === undefined ? {} : { after }) });
    pages.push(...page.items.map(({ itemId }) => itemId));
    after = pages.at(-1);
    ({ hasMore } = page);
  }
  expect(pages).toEqual(items.map(({ id }) => id));
});

test('classes are merged, renamed and left out, which is no loss', async () => {
  const choice = { map: { car: 'vehicle', truck: 'vehicle' }, only: ['car', 'truck'] };
  const preview = await t.engine.call('exports.preview', { format: 'yolo', what: 'annotations', classes: choice });
  const written = [
    { name: 'car', labels: 2, writtenAs: 'vehicle' },
    { name: 'person', labels: 2, writtenAs: null },
    { name: 'truck', labels: 2, writtenAs: 'vehicle' },
  ];
  expect(preview).toMatchObject({ labels: 2, chosenOut: 2, classes: written });
  const { out, info } = await write('out', { classes: choice });
  expect(info).toMatchObject({ labels: 2, chosenOut: 2, classes: written, losses: preview.losses });
  expect(readFileSync(path.join(out, 'data.yaml'), 'utf8')).toMatch(/names:\s+0: "?vehicle"?\s*$/);
  expect(lines(out, 'labels/image 0.txt')).toHaveLength(1);
  expect(lines(out, 'labels/image 2.txt')[0]).toMatch(/^0 /);
});

test('a name that is none, and keypoints that differ, are refused before anything is begun', async () => {
  const start = (map: Record<string, string | null>) =>
    t.engine.call('exports.start', {
      ...{ format: 'yolo', folder: t.engine.grants.add(path.join(t.home, 'no')).id, classes: { map } },
    });
  await expect(start({ cat: 'dog' })).rejects.toMatchObject({ code: 'export.unknownClass', details: { name: 'cat' } });
  const joint = (name: string) => ({ id: name, name, side: null, x: 0.5, y: 0.5 });
  for (const [classId, name] of [
    [1, 'wheel'],
    [2, 'head'],
  ] as const)
    await t.engine.call('classes.update', {
      ...{ classId: classId, skeleton: { joints: [joint(name)], edges: [] } },
    });
  await expect(start({ car: 'x', person: 'x' })).rejects.toMatchObject({
    ...{ code: 'export.skeletonsDiffer', details: { name: 'x', a: 'car', b: 'person' } },
  });
  const preview = t.engine.call('exports.preview', {
    ...{ format: 'yolo', what: 'annotations', classes: { map: { cat: null } } },
  });
  await expect(preview).rejects.toMatchObject({ code: 'export.unknownClass' });
});

test('each object is a picture of its own, in the folder of its class, and in a list', async () => {
  const crops = { margin: 0.1, minSizePx: 8, encoding: { format: 'png', quality: 92 } } as const;
  const { out, info } = await write('out', { images: 'leave', crops, classes: { map: { truck: 'lor/ry' } } });
  // Outside the image and too small: two are none.
  expect(info.crops).toEqual({ written: 4, tooSmall: 2 });
  const [first = 0, , third = 0] = items.map(({ id }) => Number(id));
  expect(filesIn(path.join(out, 'crops')).filter((name) => name.endsWith('.png'))).toEqual(
    [
      `car/image 0-item${first}-1.png`,
      `lor_ry/image 0-item${first}-3.png`,
      `lor_ry/image 2-item${third}-1.png`,
      `person/image 0-item${first}-2.png`,
    ].sort(),
  );
  const table = lines(out, 'crops.csv');
  expect(table[0]).toBe('crop,image,item,label,class,left,top,width,height');
  expect(table[1]).toMatch(/^crops\/car\/image 0-item\d+-1\.png,image 0\.png,\d+,[\w-]{36},car,7,8,36,24$/);
  const { data, info: size } = await sharp(path.join(out, `crops/car/image 0-item${first}-1.png`))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([size.width, size.height]).toEqual([36, 24]);
  // The ground, then the red part three pixels in and two down.
  expect([...data.subarray(0, 3)]).toEqual([0, 100, 200]);
  const at = (2 * 36 + 3) * 3;
  expect([...data.subarray(at, at + 3)]).toEqual([255, 0, 0]);
  expect(existsSync(path.join(out, '.pictures.jsonl'))).toBe(false);
  const jpeg = await write('jpeg', { crops: { ...crops, encoding: { format: 'jpeg', quality: 80 } } });
  const [one = ''] = filesIn(path.join(jpeg.out, 'crops/car'));
  expect((await sharp(path.join(jpeg.out, 'crops/car', one)).metadata()).format).toBe('jpeg');
});

const augment: AugmentOptions = {
  ...{ copies: 2, seed: 5, ops: ['flip', 'rotate', 'crop', 'color', 'noise', 'mosaic'] },
  encoding: { format: 'png', quality: 92 },
};

test('changed copies lie beside their images, with labels, and are the same for the same seed', async () => {
  const one = await write('one', { format: 'coco', augment });
  expect(one.info).toMatchObject({ items: 3, labels: 6, augmented: { copies: 6 } });
  const names = filesIn(path.join(one.out, 'images'));
  expect(names).toContain('image 0-aug1.png');
  expect(names).toHaveLength(9);
  const coco = JSON.parse(readFileSync(path.join(one.out, 'annotations.json'), 'utf8')) as {
    images: { id: number; file_name: string; width: number }[];
    annotations: { image_id: number; bbox: number[] }[];
  };
  expect(new Set(coco.images.map(({ id }) => id)).size).toBe(9);
  const ofCopies = new Set(coco.images.filter(({ file_name: name }) => name.includes('-aug')).map(({ id }) => id));
  const copied = coco.annotations.filter(({ image_id: id }) => ofCopies.has(id));
  expect(copied).toHaveLength(one.info.augmented?.labels ?? -1);
  for (const {
    bbox: [x = -1, y = -1, width = 0, height = 0],
  } of copied)
    expect(x >= 0 && y >= 0 && x + width <= 100.001 && y + height <= 80.001).toBe(true);
  const records = lines(one.out, 'augmentations.jsonl').map(
    (line) => JSON.parse(line) as { image: string; parts: unknown[]; noise: unknown },
  );
  expect(records.map(({ image }) => image)).toEqual(
    coco.images.map(({ file_name: name }) => name).filter((name) => name.includes('-aug')),
  );
  expect(records.some(({ parts }) => parts.length === 4)).toBe(true);

  const again = await write('again', { format: 'coco', augment });
  for (const name of names)
    expect(
      readFileSync(path.join(again.out, 'images', name)).equals(readFileSync(path.join(one.out, 'images', name))),
    ).toBe(true);
  expect(lines(again.out, 'augmentations.jsonl')).toEqual(lines(one.out, 'augmentations.jsonl'));
  const other = await write('other', { format: 'coco', augment: { ...augment, seed: 6 } });
  expect(lines(other.out, 'augmentations.jsonl')).not.toEqual(lines(one.out, 'augmentations.jsonl'));
});

test('where images are assigned to splits, only those for training have copies', async () => {
  await t.engine.call('items.edit', { items: { itemIds: [items[1]!.id] }, action: { kind: 'split', split: 'train' } });
  const { out, info } = await write('out', { augment: { ...augment, ops: ['flip'] } });
  expect(info.augmented?.copies).toBe(2);
  expect(filesIn(path.join(out, 'images')).filter((name) => name.includes('-aug'))).toEqual([
    'image 1-aug1.png',
    'image 1-aug2.png',
  ]);
});

test('cancelled while pictures are made, it leaves nothing behind', async () => {
  const out = path.join(t.home, 'out');
  const folder = t.engine.grants.add(out).id;
  const { jobId } = await t.engine.call('exports.start', {
    ...{ format: 'coco', folder, augment: { ...augment, copies: 100, ops: ['noise'] } },
  });
  const job = async () => (await t.engine.call('jobs.list', {})).find(({ id }) => id === jobId);
  await t.until(async () => ((await job())?.total ?? 0) > 3, 'pictures are being made');
  await t.engine.call('jobs.cancel', { jobId });
  expect((await t.ended(jobId)).state).toBe('cancelled');
  expect(readdirSync(t.home).filter((name) => name.includes('out'))).toEqual([]);
});

test.each(['csv', 'jsonl', 'yolo-segment'])(
  'what lies beside the labels is not taken for labels: %s',
  async (format) => {
    const crops = { margin: 0.1, minSizePx: 8, encoding: { format: 'png', quality: 92 } } as const;
    const { out } = await write('out', { format, crops, augment: { ...augment, copies: 1 } });
    const files = openFileTree(out, () => undefined).files.map(({ path: file }) => file);
    expect(files.filter((file) => /losses|crops|augmentations/.test(file))).toEqual([]);
    expect(files).toContain('export-info.json');
    // In a folder that is no export of ours such names are as good as any.
    const other = path.join(t.home, 'other');
    mkdirSync(other);
    writeFileSync(path.join(other, 'crops.csv'), 'image,class\n');
    expect(openFileTree(other, () => undefined).files.map(({ path: file }) => file)).toEqual(['crops.csv']);
  },
);

test('samples of changed copies are what an export of these options writes; the newest question ends the one before', async () => {
  const augment: AugmentOptions = {
    ...{ copies: 6, seed: 5, ops: ['flip', 'rotate', 'crop', 'color', 'mosaic'] },
    encoding: { format: 'png', quality: 92 },
  };
  // A second picture of that name is written under another one, which its copies follow.
  await sharp({ create: { width: 100, height: 80, channels: 3, background: '#123456' } })
    .jpeg()
    .toFile(path.join(t.home, 'images', 'image 0.jpg'));
  await expect
    .poll(async () => (await t.engine.call('items.list', { query: {}, offset: 0, limit: 9 })).total, {
      timeout: 20_000,
    })
    .toBe(4);
  await t.settled();
  const options = { format: 'yolo', what: 'annotations', stages: ['new', 'labeled'] } as const;
  const { out } = await write('out', { ...options, stages: ['new', 'labeled'], augment });
  const sizes = { width: 100, height: 80 };
  const ask = (at: number) => t.engine.call('exports.samples', { ...options, stages: ['new', 'labeled'], augment, at });
  for (const at of [0, 1, 2, 3]) {
    const samples = await ask(at);
    expect(samples).toMatchObject({ total: 4, copies: Array(4).fill({ widthPx: 100, heightPx: 80 }) });
    for (const [index, copy] of (samples?.copies ?? []).entries()) {
      const name = `${samples?.image?.path === 'image 0.png' ? 'image 0-item1' : samples?.image?.path.replace(/\.[^.]+$/, '')}-aug${index + 1}`;
      const written = lines(out, 'labels', `${name}.txt`).filter((line) => line !== '');
      const sampled = copy.labels.map(({ className, shape }) => {
        if (shape.kind !== 'box') throw new Error('this format holds boxes');
        const [x, y, width, height] = shape.box;
        const numbers = [(x + width / 2) / sizes.width, (y + height / 2) / sizes.height];
        const all = [...numbers, width / sizes.width, height / sizes.height];
        return `${classes.indexOf(className)} ${all.map((value) => value.toFixed(4)).join(' ')}`;
      });
      const rounded = written.map((line) => {
        const [number, ...values] = line.split(' ');
        return `${number} ${values.map((value) => Number(value).toFixed(4)).join(' ')}`;
      });
      expect(sampled).toEqual(rounded);
      const raw = (source: Buffer | string) => sharp(source).removeAlpha().raw().toBuffer();
      const [shown, kept] = await Promise.all([
        raw(Buffer.from(copy.picture, 'base64')),
        raw(path.join(out, 'images', `${name}.png`)),
      ]);
      expect(shown.length).toBe(kept.length);
      const difference = shown.reduce((sum, value, place) => sum + Math.abs(value - (kept[place] ?? NaN)), 0);
      expect(difference / shown.length).toBeLessThan(4);
    }
  }
  expect(await ask(9)).toMatchObject({ total: 4, image: null, copies: [] });
  const [first, second] = await Promise.all([ask(0), ask(1)]);
  expect([first, second?.total]).toEqual([null, 4]);
  const ended = ask(0);
  await t.engine.call('exports.endSamples', {});
  expect(await ended).toBeNull();
});
