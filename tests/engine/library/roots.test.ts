import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { startLibrary } from './support/startLibrary.ts';
import type { TestLibrary } from './support/startLibrary.ts';

let t: TestLibrary;
afterEach(() => t.close());

const at = (name: string): string => path.join(t.images, name);
async function writeImage(name: string, seed: number): Promise<void> {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  await sharp({ create: { width: 64, height: 40 + seed, channels: 3, background: { r: seed, g: 90, b: 30 } } })
    .png()
    .toFile(at(name));
  utimesSync(at(name), 1_000, 1_000);
}
const states = (): Record<string, string> =>
  Object.fromEntries(t.items().map((item) => [item.path, item.problem?.code ?? item.fileState]));
const problem = (): string | undefined => t.library.listRoots()[0]?.problem?.code;
async function open(): Promise<void> {
  await t.library.addRoot(t.images);
  t.library.start();
  await t.library.settled();
}

test('a drive that is not mounted leaves an empty folder: nothing is called missing, and its return is noticed', async () => {
  t = startLibrary();
  for (const [seed, name] of ['a.png', 'inner/b.png'].entries()) await writeImage(name, seed);
  await open();
  t = await t.restart();
  renameSync(t.images, `${t.images}.mounted`);
  mkdirSync(t.images);
  t.library.start();
  await t.library.settled();
  expect([problem(), states()]).toEqual(['folder.away', { 'a.png': 'ready', 'inner/b.png': 'ready' }]);
  rmSync(t.images, { recursive: true });
  renameSync(`${t.images}.mounted`, t.images);
  await writeImage('c.png', 3);
  await t.until(() => problem() === undefined && states()['c.png'] === 'ready', 'the drive to be noticed');
  expect(t.db.prepare("SELECT count(*) FROM journal WHERE op = 'items.missing'").pluck().get()).toBe(0);
  await writeImage('d.png', 4);
  await t.until(() => states()['d.png'] === 'ready', 'it to be watched again');
});

test('images that all go while one watches are not called missing until another is there', async () => {
  t = startLibrary();
  for (const [seed, name] of ['a.png', 'b.png'].entries()) await writeImage(name, seed);
  await open();
  for (const name of ['a.png', 'b.png']) rmSync(at(name));
  await t.until(() => problem() === 'folder.away', 'the problem');
  await t.library.settled();
  expect(states()).toEqual({ 'a.png': 'ready', 'b.png': 'ready' });
  await writeImage('c.png', 3);
  await t.until(() => states()['a.png'] === 'missing' && states()['c.png'] === 'ready', 'the loss');
  expect([problem(), states()['b.png']]).toEqual([undefined, 'missing']);
});

test('a root that can not be watched says so and what to do, and is watched when that works again', async () => {
  t = startLibrary({ watchEntry: path.resolve('tests/engine/library/children/fickleWatch.ts') });
  await writeImage('a.png', 1);
  await open();
  expect(t.library.listRoots()[0]?.problem).toMatchObject({
    code: 'folder.watchLimit',
    hint: expect.stringContaining('max_user_watches') as string,
  });
  await writeImage('b.png', 2);
  await t.until(() => states()['b.png'] === 'ready', 'a change to be found without a watcher');
  expect(problem()).toBe('folder.watchLimit');
  writeFileSync(`${t.images}.limit raised`, '');
  await t.until(() => problem() === undefined, 'the watcher');
  await writeImage('c.png', 3);
  await t.until(() => states()['c.png'] === 'ready', 'it to be watched');
});
