import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { startLibrary } from './support/startLibrary.ts';
import type { TestLibrary } from './support/startLibrary.ts';

let t: TestLibrary;
beforeEach(() => {
  t = startLibrary();
});
afterEach(() => t.close());

const at = (...names: string[]): string => path.join(t.images, ...names);
async function writeImage(file: string, seed: number, width = 64): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: seed % 256 };
  await sharp({ create: { width, height: 40 + (seed % 7), channels: 3, background } })
    .png()
    .toFile(file);
  utimesSync(file, 1_000, 1_000);
}
const states = (): Record<string, string> =>
  Object.fromEntries(t.items().map((item) => [item.path, item.problem?.code ?? item.fileState]));
const idsByHash = (): Map<string, number> => new Map(t.items().map((item) => [item.pictureVersion, item.id]));

async function open(): Promise<void> {
  await t.library.addRoot(t.images);
  t.library.start();
  await t.library.settled();
}

test('a folder that is renamed keeps every item, whatever the order of the events', async () => {
  for (let seed = 0; seed < 40; seed++) await writeImage(at('before', 'inner', `${seed}.png`), seed);
  await open();
  const before = idsByHash();
  expect(before.size).toBe(40);
  renameSync(at('before'), at('after ü'));
  await t.until(
    () => t.items().length === 40 && t.items().every((item) => item.path.startsWith('after ü/inner/')),
    'the move',
  );
  expect(idsByHash()).toEqual(before);
});

test('files that change places keep their items by content', async () => {
  await writeImage(at('x', 'a.png'), 1);
  await writeImage(at('y', 'b.png'), 2);
  await open();
  const before = idsByHash();
  renameSync(at('x', 'a.png'), at('y', 'a.png'));
  renameSync(at('y', 'b.png'), at('x', 'b.png'));
  await t.until(() => 'y/a.png' in states() && 'x/b.png' in states() && t.items().length === 2, 'both moves');
  expect(idsByHash()).toEqual(before);
});

test('a move by copy and later deletion is a move', async () => {
  await writeImage(at('a.png'), 1);
  await open();
  const { id } = t.item('a.png');
  mkdirSync(at('other disk'));
  cpSync(at('a.png'), at('other disk', 'a.png'), { preserveTimestamps: true });
  await t.until(() => states()['other disk/a.png'] === 'ready', 'the copy');
  expect(t.items()).toHaveLength(2);
  rmSync(at('a.png'));
  await t.until(() => t.items().length === 1, 'the two to be one again');
  expect(t.items()).toMatchObject([{ id, path: 'other disk/a.png', fileState: 'ready' }]);
});

test('a burst of new files is few transactions and few events', async () => {
  await open();
  const events: EngineEvents['itemsChanged'][] = [];
  t.emitter.on('itemsChanged', (event) => events.push(event));
  await writeImage(path.join(t.home, 'one.png'), 1);
  const bytes = readFileSync(path.join(t.home, 'one.png'));
  for (let index = 0; index < 300; index++) {
    writeFileSync(at(`${index}.png`), Buffer.concat([bytes, Buffer.from(String(index))]));
    utimesSync(at(`${index}.png`), 1_000, 1_000);
  }
  await t.until(() => Object.values(states()).filter((state) => state === 'ready').length === 300, '300 images');
  const entries = t.db.prepare("SELECT count(*) FROM journal WHERE op = 'items.added'").pluck().get() as number;
  expect(entries).toBeLessThan(60);
  expect(events.length).toBeLessThan(150);
});

test('the root that is taken away is a problem of the root, not the loss of its images', async () => {
  await writeImage(at('a.png'), 1);
  await open();
  renameSync(t.images, `${t.images}.away`);
  await t.until(() => t.library.listRoots()[0]?.problem?.code === 'folder.notFound', 'the problem');
  expect(states()).toEqual({ 'a.png': 'ready' });
  renameSync(`${t.images}.away`, t.images);
  await t.until(() => t.library.listRoots()[0]?.problem === null, 'the root to be back');
  await writeImage(at('b.png'), 2);
  await t.until(() => states()['b.png'] === 'ready', 'it to be watched again');
});

test('a new file in a folder with two ways to it is one item, by its own place', async () => {
  await writeImage(at('real', 'old.png'), 1);
  symlinkSync('real', at('link'));
  await open();
  await writeImage(at('real', 'new.png'), 2);
  await writeImage(at('last.png'), 3);
  await t.until(() => states()['real/new.png'] === 'ready' && states()['last.png'] === 'ready', 'the new files');
  await t.library.settled();
  expect(Object.keys(states())).toEqual(['last.png', 'real/new.png', 'real/old.png']);
});

test('a picture is of the bytes that are known, or there is none until the new ones are', async () => {
  // Of a kind that browsers can't show: it is rendered.
  const write = (seed: number): Promise<unknown> =>
    sharp({ create: { width: 64, height: 40, channels: 3, background: { r: 255 - seed, g: seed, b: 0 } } })
      .tiff()
      .toFile(at('a.tif'));
  await write(0);
  utimesSync(at('a.tif'), 1_000, 1_000);
  await open();
  t = await t.restart();
  await write(255);
  utimesSync(at('a.tif'), 2_000, 2_000);
  const { id, pictureVersion } = t.item('a.tif');
  await expect(t.library.picture(id, 'full')).rejects.toMatchObject({ code: 'image.changing' });
  await t.until(() => t.item('a.tif').pictureVersion !== pictureVersion, 'the new bytes to be known');
  const picture = await t.library.picture(id, 'full');
  expect(path.basename(picture.path)).toContain(t.item('a.tif').pictureVersion);
  const { channels } = await sharp(picture.path).stats();
  expect((channels[1]?.mean ?? 0) > 200).toBe(true);
});

test('a picture that nobody has read yet is read when it is looked at', async () => {
  for (let seed = 0; seed < 30; seed++) await writeImage(at(`${String(seed).padStart(2, '0')}.png`), seed);
  await t.library.addRoot(t.images);
  t.library.start();
  await t.until(() => t.items().length === 30, 'the list');
  const last = t.item('29.png');
  const { path: thumbnail, mime } = await t.library.picture(last.id, 'thumb');
  expect([mime, (await sharp(thumbnail).metadata()).width]).toEqual(['image/webp', 64]);
  expect(t.item('29.png').fileState).toBe('ready');
  await t.library.settled();
  // Swept from the cache: made anew.
  rmSync(path.dirname(thumbnail), { recursive: true });
  expect((await sharp((await t.library.picture(last.id, 'thumb')).path).metadata()).width).toBe(64);
});

test('the pictures of a missing item: its thumbnail is still there, the file is not', async () => {
  await writeImage(at('a.png'), 1);
  await writeImage(at('b.png'), 2);
  await open();
  const { id } = t.item('a.png');
  rmSync(at('a.png'));
  await t.until(() => states()['a.png'] === 'missing', 'the loss');
  expect((await t.library.picture(id, 'thumb')).mime).toBe('image/webp');
  await expect(t.library.picture(id, 'full')).rejects.toMatchObject({ code: 'image.missing' });
});

test('the imaging process may be killed again and again while it reads', async () => {
  await t.library.addRoot(t.images);
  t.library.start();
  const ready = (): number => Object.values(states()).filter((state) => state === 'ready').length;
  // One kill a round: an image that a second kill meets would be set aside, as it should.
  for (let round = 0; round < 3; round++) {
    const before = ready();
    for (let seed = 0; seed < 30; seed++) await writeImage(at(`${round}-${seed}.png`), seed, 30_000);
    await t.until(() => ready() > before && t.imaging.pid !== undefined, 'the first images of the round');
    process.kill(t.imaging.pid ?? 0, 'SIGKILL');
    await t.until(() => ready() === before + 30, 'all images of the round');
  }
});
