import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import sharp from 'sharp';
import { createBoundedFolder } from '#engine/library/createBoundedFolder.ts';
import { pictureFolder } from '#engine/library/pictureFolder.ts';
import { silentLogger } from '#shared/base/log.ts';
import { startLibrary } from './support/startLibrary.ts';

const hour = 3_600_000;

function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Used so many hours ago. */
function age(place: string, hours: number): void {
  const then = new Date(Date.now() - hours * hour);
  utimesSync(place, then, then);
}

test('what was not used for longest goes, files and folders alike, until there is some room', async () => {
  const folder = makeFolder();
  const write = (name: string, hours: number): void => {
    writeFileSync(path.join(folder, name), Buffer.alloc(100));
    age(path.join(folder, name), hours);
  };
  for (const [name, hours] of [
    ['old', 5],
    ['older', 6],
    ['looked at', 9],
    ['recent', 2],
    ['new', 0.1],
  ] as const)
    write(name, hours);
  mkdirSync(path.join(folder, 'oldest', 'inside'), { recursive: true });
  writeFileSync(path.join(folder, 'oldest', 'inside', 'tile'), Buffer.alloc(100));
  age(path.join(folder, 'oldest'), 12);
  write('under way.tmp', 0.5);
  write('abandoned.tmp', 3);

  const cache = createBoundedFolder({ folder, limitBytes: 500, logger: silentLogger });
  await cache.noteUse('looked at');
  await cache.noteAdded('new');
  expect(readdirSync(folder).sort()).toEqual(['looked at', 'new', 'recent', 'under way.tmp']);

  // There is room for one more; the next one makes that for others.
  write('one more', 0);
  await cache.noteAdded('one more');
  expect(readdirSync(folder)).toHaveLength(5);
  write('too many', 0);
  await cache.noteAdded('too many');
  expect(readdirSync(folder).sort()).toEqual(['looked at', 'one more', 'too many', 'under way.tmp'].sort());
});

test('what is being shown stays, however large; a folder that is gone harms nobody', async () => {
  const folder = makeFolder();
  writeFileSync(path.join(folder, 'huge'), Buffer.alloc(100));
  const cache = createBoundedFolder({ folder, limitBytes: 10, logger: silentLogger });
  await cache.noteAdded('huge');
  expect(readdirSync(folder)).toEqual(['huge']);
  rmSync(folder, { recursive: true });
  await cache.noteUse('huge');
  await cache.noteAdded('huge');
});

test('thumbnails and renderings are bounded, and made again when they are asked for', async () => {
  const t = startLibrary({ cacheLimits: { thumbnails: 1_000, renderings: 1_000 } });
  onTestFinished(() => t.close());
  const write = async (seed: number): Promise<void> => {
    const create = { width: 200, height: 150, channels: 3, background: { r: seed * 20, g: 90, b: 10 } } as const;
    const file = path.join(t.images, `${seed}.tiff`);
    await sharp({ create: { ...create, noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
      .tiff()
      .toFile(file);
    age(file, 1);
  };
  for (let seed = 0; seed < 4; seed += 1) await write(seed);
  await t.library.addRoot(t.images);
  t.library.start();
  await t.library.settled();
  const show = async (name: string): Promise<void> => {
    for (const kind of ['thumb', 'full'] as const)
      expect(existsSync((await t.library.picture(t.item(name).id, kind)).path)).toBe(true);
  };
  const folders = ['thumbnails', 'renderings'].map((name) =>
    path.join(pictureFolder(path.join(t.home, 'cache')), name),
  );
  const held = (): number[] => folders.map((folder) => readdirSync(folder).length);
  for (const { path: name } of t.items()) await show(name);
  expect(held()).toEqual([4, 4]);
  for (const folder of folders) for (const name of readdirSync(folder)) age(path.join(folder, name), 1);

  await write(4);
  await t.until(() => t.items().some(({ path: name, fileState }) => name === '4.tiff' && fileState === 'ready'), 'it');
  await show('4.tiff');
  await t.until(() => held().every((count) => count === 1), 'room in the cache');
  await show('0.tiff');
});
