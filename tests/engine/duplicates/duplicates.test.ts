import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DuplicatesFound } from '#shared/contract/api/duplicatesApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { copySampleImages, sampleImageNames } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let desk: TestEngine;
let folder: string;
const [first = '', second = '', third = ''] = sampleImageNames();
beforeEach(async () => {
  desk = startEngine();
  folder = path.join(desk.home, 'images');
  copySampleImages(folder, 3);
  mkdirSync(path.join(folder, 'copies'));
  const of = (name: string) => sharp(path.join(folder, name));
  await of(first).resize(300).jpeg({ quality: 40 }).toFile(path.join(folder, 'copies/small.jpg'));
  await of(first).linear(1, 15).png().toFile(path.join(folder, 'copies/bright.png'));
  await of(second).flop().toFile(path.join(folder, 'copies/mirrored.jpg'));
  copySampleImages(path.join(folder, 'same'), 2);
  await desk.create('p', folder);
  await desk.settled();
});
afterEach(() => desk.close());

const find = (near = 8): Promise<DuplicatesFound> => desk.engine.call('duplicates.find', { near });

async function groupsOf(found: number) {
  const { groups } = await desk.engine.call('duplicates.groups', { found, offset: 0, limit: 20 });
  return groups.map(({ members, isLeak }) => ({
    isLeak,
    paths: members.map(({ item }) => item.path),
    exact: members.map(({ isExact }) => isExact),
    distances: members.map(({ distance }) => distance),
  }));
}

async function idOf(name: string): Promise<ItemId> {
  const { items } = await desk.engine.call('items.list', { query: { sort: 'path' }, offset: 0, limit: 99 });
  return items.find((item) => item.path === name)?.id as ItemId;
}

test('copies are found by their bytes and by their looks, the largest first; mirrored ones are not', async () => {
  const { found, ...counts } = await find();
  expect(counts).toEqual({ items: 8, groups: 2, grouped: 6, leaks: 0, bytesOnly: 0, undescribed: 0 });
  const [large, small] = await groupsOf(found);
  // Equal in pixels: the larger file is the better one.
  expect(large?.paths).toEqual(['copies/bright.png', first, `same/${first}`, 'copies/small.jpg']);
  expect(large?.exact).toEqual([true, false, false, false]);
  expect(large?.distances[0]).toBe(0);
  for (const distance of large?.distances ?? []) expect(distance).toBeLessThanOrEqual(8);
  expect(small).toEqual({ isLeak: false, paths: [second, `same/${second}`], exact: [true, true], distances: [0, 0] });
  expect(await desk.engine.call('duplicates.rest', { found })).toEqual(
    await Promise.all([first, `same/${first}`, 'copies/small.jpg', `same/${second}`].map(idOf)),
  );
  expect(third).not.toBe('');
});

test('a labeled one is best, a skipped one is left out, and those in different splits come first', async () => {
  const { call } = desk.engine;
  const edit = async (name: string, action: Parameters<typeof call<'items.edit'>>[1]['action']): Promise<void> =>
    void (await call('items.edit', { items: { itemIds: [await idOf(name)] }, action }));
  await edit('copies/small.jpg', { kind: 'stage', stage: 'labeled' });
  await edit('copies/bright.png', { kind: 'stage', stage: 'skipped' });
  await edit(second, { kind: 'split', split: 'train' });
  await edit(`same/${second}`, { kind: 'split', split: 'test' });
  const { found, leaks } = await find();
  expect([leaks, (await groupsOf(found)).map(({ paths, isLeak }) => [isLeak, paths])]).toEqual([
    1,
    [
      [true, [second, `same/${second}`]],
      [false, ['copies/small.jpg', first, `same/${first}`]],
    ],
  ]);
  expect(await call('duplicates.rest', { found, leaksOnly: true })).toEqual([await idOf(`same/${second}`)]);
});

test('files that were read before there were fingerprints are read again, and only their bytes and looks change', async () => {
  const file = path.join(desk.home, 'p.firstpass');
  await desk.engine.call('projects.close', {});
  const db = new Database(file);
  db.exec('UPDATE item_probe SET fingerprint = NULL');
  const entries = db.prepare('SELECT count(*) FROM journal').pluck().get();
  db.close();
  await desk.engine.call('projects.open', { file: desk.engine.grants.add(file).id });
  expect(await find()).toMatchObject({ groups: 2, bytesOnly: 0 });
  await desk.engine.call('projects.close', {});
  const after = new Database(file, { readonly: true });
  expect(after.prepare('SELECT count(*) FROM item_probe WHERE length(fingerprint) = 8').pluck().get()).toBe(8);
  expect(after.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(entries);
  after.close();
});

test('only the newest search is kept, and the same one twice is one', async () => {
  const [one, two] = await Promise.all([find(), find()]);
  expect(one).toEqual(two);
  const { found } = await find(0);
  expect(found).toBe(one.found + 1);
  await expect(groupsOf(one.found)).rejects.toMatchObject({ code: 'duplicates.dropped' });
  const [searching, other] = [find(3), find(4)];
  await expect(other).rejects.toMatchObject({ code: 'duplicates.busy' });
  await searching;
});
