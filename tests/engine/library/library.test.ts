import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { AnnotationId, ClassId, ItemId } from '#shared/model/ids.ts';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { makeId } from '#tests/support/factories.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

const sample = (number: number): string => path.resolve(`resources/samples/images/field-0${number}.jpg`);
const long = new Date('2020-01-01');

let t: TestEngine;
let images: string;
beforeEach(() => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
});
afterEach(() => t.close());

/** A file as it was copied long ago: nothing waits for it to grow. */
function put(name: string, content: Buffer | string): string {
  const file = path.join(images, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, long, long);
  return file;
}
const list = async (): Promise<readonly ItemSummary[]> =>
  (await t.engine.call('items.list', { query: {}, offset: 0, limit: 1000 })).items;
const byPath = async (name: string): Promise<ItemSummary | undefined> =>
  (await list()).find((item) => item.path === name);

async function label(itemId: ItemId): Promise<void> {
  const document = await t.engine.call('items.document', { itemId });
  const change = addAnnotation(document, {
    id: makeId() as AnnotationId,
    classId: 1 as ClassId,
    shape: { kind: 'box', box: [1, 2, 3, 4] },
  });
  const done = await t.engine.call('annotations.apply', {
    itemId,
    baseRevision: document.item.revision,
    change,
    label: 'Draw box',
  });
  expect(done.ok).toBe(true);
}

test('sub-folders, odd names and link loops are listed once, hidden and other files are not', async () => {
  put('a b/ü 图/x.jpg', readFileSync(sample(1)));
  put('.hidden/x.jpg', readFileSync(sample(1)));
  put('notes.txt', 'x');
  symlinkSync(images, path.join(images, 'loop'));
  await t.create('p', images);
  await t.settled();
  expect(await list()).toMatchObject([{ path: 'a b/ü 图/x.jpg', fileState: 'ready', widthPx: 640, heightPx: 480 }]);
  const picture = await t.engine.picture((await list())[0]?.id ?? 0, 'thumb');
  expect(readFileSync(picture.path).subarray(8, 12).toString()).toBe('WEBP');
});

test('each kind of bad file says its own reason', async () => {
  const whole = readFileSync(sample(1));
  put('cut.jpg', whole.subarray(0, whole.length / 2));
  put('empty.jpg', '');
  put('text.jpg', 'this is text');
  put('old.bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]));
  await t.create('p', images);
  await t.settled();
  expect(Object.fromEntries((await list()).map(({ path: name, problem }) => [name, problem?.code]))).toEqual({
    'cut.jpg': 'image.truncated',
    'empty.jpg': 'image.empty',
    'text.jpg': 'image.notAnImage',
    'old.bmp': 'image.unsupported',
  });
});

test('a file that is still being copied waits, visibly, until it is whole', async () => {
  await t.create('p', images);
  await t.settled();
  const whole = readFileSync(sample(2));
  const file = path.join(images, 'slow.jpg');
  writeFileSync(file, whole.subarray(0, whole.length / 3));
  await t.until(
    async () => (await byPath('slow.jpg'))?.fileState === 'waiting',
    'the half file to be listed as waiting',
  );
  appendFileSync(file, whole.subarray(whole.length / 3, whole.length / 2));
  appendFileSync(file, whole.subarray(whole.length / 2));
  await t.until(async () => (await byPath('slow.jpg'))?.fileState === 'ready', 'the whole file to be ready');
});

test('a renamed file keeps its labels, a deleted one is missing and comes back', async () => {
  const file = put('one.jpg', readFileSync(sample(1)));
  await t.create('p', images, ['cell']);
  await t.settled();
  const id = (await byPath('one.jpg'))?.id as ItemId;
  await label(id);
  mkdirSync(path.join(images, 'moved'));
  renameSync(file, path.join(images, 'moved', 'other.jpg'));
  await t.until(async () => (await byPath('moved/other.jpg'))?.id === id, 'the file to be linked again');
  expect(await list()).toMatchObject([{ id, annotationCount: 1, fileState: 'ready' }]);
  rmSync(path.join(images, 'moved', 'other.jpg'));
  await t.until(async () => (await byPath('moved/other.jpg'))?.fileState === 'missing', 'the file to be missing');
  copyFileSync(sample(1), path.join(images, 'moved', 'other.jpg'));
  await t.until(async () => (await byPath('moved/other.jpg'))?.fileState === 'ready', 'the file to be back');
  expect(await list()).toMatchObject([{ id, annotationCount: 1 }]);
  expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
});

test('other bytes under labels flag the item until a person confirms', async () => {
  put('one.jpg', readFileSync(sample(1)));
  await t.create('p', images, ['cell']);
  await t.settled();
  const id = (await byPath('one.jpg'))?.id as ItemId;
  await label(id);
  copyFileSync(sample(3), path.join(images, 'one.jpg'));
  await t.until(async () => (await byPath('one.jpg'))?.fileState === 'changed', 'the change to be flagged');
  await t.engine.call('items.confirmChanged', { itemId: id });
  expect(await byPath('one.jpg')).toMatchObject({ fileState: 'ready', annotationCount: 1 });
});

test('what happened while the program was closed is found at the next start', async () => {
  const file = put('one.jpg', readFileSync(sample(1)));
  put('two.jpg', readFileSync(sample(2)));
  await t.create('p', images);
  await t.settled();
  const id = (await byPath('one.jpg'))?.id;
  await t.engine.call('projects.close', {});
  renameSync(file, path.join(images, 'renamed.jpg'));
  rmSync(path.join(images, 'two.jpg'));
  await t.engine.call('projects.open', { file: t.engine.grants.add(path.join(t.home, 'p.firstpass')).id });
  await t.settled();
  await t.until(async () => (await byPath('renamed.jpg'))?.id === id, 'the renamed file to be linked again');
  expect((await list()).map(({ path: name, fileState }) => [name, fileState])).toEqual([
    ['renamed.jpg', 'ready'],
    ['two.jpg', 'missing'],
  ]);
});

test('the imaging process may die at any time: every file is read in the end', async () => {
  for (let index = 0; index < 12; index += 1) put(`${index}.jpg`, readFileSync(sample(1 + (index % 9))));
  await t.create('p', images);
  await t.until(() => t.children.some(({ kind }) => kind === 'imaging'), 'the imaging process to start');
  t.children[0]?.child.kill();
  await t.settled();
  expect((await list()).map(({ fileState }) => fileState)).toEqual(Array(12).fill('ready'));
  expect(t.logLines.some(({ message }) => message.includes('ended unexpectedly'))).toBe(true);
});

test('folders that can not be used are refused with their own reason, and nothing is left behind', async () => {
  const file = t.engine.grants.add(path.join(t.home, 'p.firstpass')).id;
  const create = (folder: string): Promise<unknown> =>
    t.engine.call('projects.create', { file, roots: [t.engine.grants.add(folder).id] });
  await expect(create(path.join(t.home, 'nowhere'))).rejects.toMatchObject({ code: 'folder.notFound' });
  await expect(create(sample(1))).rejects.toMatchObject({ code: 'folder.notAFolder' });
  await create(images);
  const add = (folder: string): Promise<unknown> =>
    t.engine.call('roots.add', { folder: t.engine.grants.add(folder).id });
  mkdirSync(path.join(images, 'inner'));
  await expect(add(path.join(images, 'inner'))).rejects.toMatchObject({ code: 'folder.nested' });
  await t.settled();
  const [root] = (await t.engine.call('projects.current', {}))?.roots ?? [];
  expect(root?.problem?.code).toBe('folder.empty');
});

const formats = sharedData('images/format');
test.skipIf(!formats)(
  'every format of the field is read upright, and what browsers can not show is rendered',
  async () => {
    for (const name of [
      '16-bit-grey-alpha.png',
      '4.webp',
      'pillow_hopper.avif',
      'animated-loop-3.gif',
      'pillow_tiff_16bit_RGB.tiff',
      'Channel_digital_image_CMYK_color_no_profile.jpg',
    ]) {
      copyFileSync(path.join(formats ?? '', name), path.join(images, name));
    }
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      copyFileSync(
        path.join(formats ?? '', 'exif', `Landscape_${orientation}.jpg`),
        path.join(images, `exif-${orientation}.jpg`),
      );
    }
    await t.create('p', images);
    await t.settled();
    const items = await list();
    expect(items.map(({ fileState }) => fileState)).toEqual(Array(14).fill('ready'));
    for (const item of items.filter(({ path: name }) => name.startsWith('exif'))) {
      expect([item.widthPx, item.heightPx], item.path).toEqual([1800, 1200]);
    }
    for (const item of items) {
      const { mime } = await t.engine.picture(item.id, 'full');
      expect(mime, item.path).toBe(
        /exif/.test(item.path)
          ? 'image/jpeg'
          : /^(4|pillow_hopper)/.test(item.path)
            ? `image/${item.path.split('.')[1]}`
            : 'image/png',
      );
    }
  },
);
