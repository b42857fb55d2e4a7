import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { makeColourModel } from '#tests/support/makeColourModel.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { makeAnnotation, makeChange } from '../store/support/edits.ts';

let t: TestEngine;
let images: string;
beforeEach(() => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
});
afterEach(() => t.close());

type Colour = readonly [r: number, g: number, b: number];
const paint = (name: string, [r, g, b]: Colour, width = 32): Promise<unknown> =>
  sharp({ create: { width, height: 32, channels: 3, background: { r, g, b } } })
    .png()
    .toFile(path.join(images, name));

async function open(): Promise<void> {
  await t.create('p', images, ['thing']);
  await t.settled();
}
async function addModel(name = 'colours'): Promise<string> {
  const file = t.engine.grants.add(makeColourModel(t.home, name)).id;
  return (await t.engine.call('models.add', { file })).sha256;
}
async function compute(objects = false): Promise<{ done: number; failed: number; state: string }> {
  const { jobId } = await t.engine.call('embeddings.compute', { objects });
  return t.ended(jobId);
}
async function idOf(name: string): Promise<ItemId> {
  const { items } = await t.engine.call('items.list', { query: { text: name }, offset: 0, limit: 1 });
  if (!items[0]) throw new Error(`${name} is there`);
  return items[0].id;
}
async function namesOf({ matches }: EngineOutput<'items.similar'>): Promise<string[]> {
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1000 });
  return matches.map(({ itemId }) => items.find(({ id }) => id === itemId)?.path ?? '?');
}
const similar = async (name: string, objectId = '') =>
  t.engine.call('items.similar', { itemId: await idOf(name), objectId });

test('the images that are most like one come first, itself before them', async () => {
  await paint('red.png', [200, 20, 20]);
  await paint('maroon.png', [100, 8, 12]);
  await paint('violet.png', [150, 20, 150]);
  await paint('blue.png', [10, 20, 220]);
  await open();
  await addModel();
  expect(await compute()).toMatchObject({ state: 'done', done: 4, failed: 0 });
  const found = await similar('red.png');
  // By hand: the cosine of (200, 20, 20) and (100, 8, 12) is 0.9989.
  expect(await namesOf(found)).toEqual(['red.png', 'maroon.png', 'violet.png', 'blue.png']);
  expect(found.matches[0]?.similarity).toBeCloseTo(1, 6);
  expect(found.matches[1]?.similarity).toBeCloseTo(0.9989, 2);
  const itemIds = found.matches.map(({ itemId }) => itemId);
  const shown = await t.engine.call('items.list', { query: { itemIds, sort: 'listed' }, offset: 1, limit: 2 });
  expect([shown.total, shown.items.map((item) => item.path)]).toEqual([4, ['maroon.png', 'violet.png']]);
  expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
});

test('what is described already is not described again; a picture that changes is', async () => {
  await paint('a.png', [200, 20, 20]);
  await paint('b.png', [10, 20, 220]);
  await open();
  const modelSha256 = await addModel();
  await compute();
  expect(await compute()).toMatchObject({ state: 'done', done: 0 });
  const status = () => t.engine.call('embeddings.status', {});
  expect(await status()).toEqual({ modelSha256, modelName: 'colours', done: 2, total: 2 });
  await paint('b.png', [210, 22, 22], 40);
  await t.until(async () => (await status()).done === 1, 'what was said of the other bytes is forgotten');
  await expect(similar('b.png')).rejects.toMatchObject({ code: 'embedding.missing' });
  await t.settled();
  expect(await compute()).toMatchObject({ state: 'done', done: 1 });
  expect((await similar('b.png')).matches[1]?.similarity).toBeGreaterThan(0.99);
});

test('objects are described by what is cut out around them, and anew when they have another shape', async () => {
  // Red on the left, blue on the right.
  const red = await sharp({ create: { width: 32, height: 64, channels: 3, background: { r: 220, g: 10, b: 10 } } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 10, g: 10, b: 220 } } })
    .composite([{ input: red, left: 0, top: 0 }])
    .png()
    .toFile(path.join(images, 'both.png'));
  await paint('red.png', [200, 12, 12]);
  await open();
  await addModel();
  const itemId = await idOf('both');
  const onRed = makeAnnotation({ shape: { kind: 'box', box: [4, 4, 20, 20] } });
  const onBlue = makeAnnotation({ shape: { kind: 'box', box: [38, 4, 20, 20] } });
  const alsoOnRed = makeAnnotation({ shape: { kind: 'box', box: [6, 30, 16, 30] } });
  const apply = (baseRevision: number, change: ReturnType<typeof makeChange>) =>
    t.engine.call('annotations.apply', { itemId, baseRevision, change, label: 'x' });
  await apply(0, makeChange({ annotations: { added: [onRed, onBlue, alsoOnRed] } }));
  expect(await compute(true)).toMatchObject({ state: 'done', done: 2, failed: 0 });
  const objects = await similar('both', onRed.id);
  expect(objects.matches.map(({ objectId }) => objectId)).toEqual([onRed.id, alsoOnRed.id, onBlue.id]);
  expect(objects.matches[1]?.similarity).toBeGreaterThan(0.999);
  const wholes = await t.engine.call('items.similar', { itemId, objectId: onRed.id, among: 'images' });
  expect(await namesOf(wholes)).toEqual(['red.png', 'both.png']);
  // Moved onto the blue: what was said of it is gone at once.
  const moved = { ...onRed, shape: { kind: 'box', box: [40, 30, 20, 20] } as const };
  await apply(1, makeChange({ annotations: { updated: [[onRed, moved]], removed: [alsoOnRed] } }));
  await expect(similar('both', onRed.id)).rejects.toMatchObject({ code: 'embedding.missing' });
  expect((await similar('both', onBlue.id)).matches).toHaveLength(1);
  await compute(true);
  const after = await similar('both', onBlue.id);
  expect(after.matches.map(({ objectId }) => objectId)).toEqual([onBlue.id, onRed.id]);
  expect(after.matches[1]?.similarity).toBeGreaterThan(0.999);
});

test('cancelled, it keeps what is done, and goes on with the rest', async () => {
  await paint('a.png', [200, 20, 20]);
  for (let index = 0; index < 300; index += 1)
    symlinkSync(path.join(images, 'a.png'), path.join(images, `link-${index}.png`));
  await open();
  await addModel();
  const { jobId } = await t.engine.call('embeddings.compute', {});
  await expect(t.engine.call('embeddings.compute', {})).rejects.toMatchObject({ code: 'embedding.busy' });
  const done = async (): Promise<number> => (await t.engine.call('embeddings.status', {})).done;
  await t.until(async () => (await done()) > 10, 'some are described');
  await t.engine.call('jobs.cancel', { jobId });
  expect((await t.ended(jobId)).state).toBe('cancelled');
  const kept = await done();
  expect(kept).toBeGreaterThan(10);
  const rest = await compute();
  expect([rest.state, rest.done, await done()]).toEqual(['done', 301 - kept, 301]);
});

test('without a model that describes images it says what to do', async () => {
  await paint('a.png', [200, 20, 20]);
  await open();
  await expect(t.engine.call('embeddings.compute', {})).rejects.toMatchObject({
    code: 'embedding.noModel',
    hint: expect.stringContaining('image classifier') as string,
  });
  const [builtin] = await t.engine.call('models.list', {});
  await expect(t.engine.call('embeddings.status', { modelSha256: builtin?.sha256 ?? '' })).rejects.toMatchObject({
    code: 'embedding.none',
  });
  await addModel();
  await expect(similar('a.png')).rejects.toMatchObject({ code: 'embedding.missing' });
});

test('images that a model describes as alike are duplicates for who asks so, in which looks and bytes differ', async () => {
  await paint('red.png', [200, 20, 20]);
  await paint('maroon.png', [100, 8, 12]);
  await paint('blue.png', [10, 20, 220]);
  await open();
  await addModel();
  const similar = { atLeast: 0.99 };
  await expect(t.engine.call('duplicates.find', { similar })).rejects.toMatchObject({ code: 'embedding.missing' });
  await compute();
  await paint('late.png', [200, 21, 20]);
  await t.until(async () => (await t.engine.call('items.list', { query: {}, offset: 0, limit: 9 })).total === 4, 'it');
  await t.settled();
  expect(await t.engine.call('duplicates.find', {})).toMatchObject({ groups: 0, bytesOnly: 4, undescribed: 0 });
  const { found, ...counts } = await t.engine.call('duplicates.find', { similar });
  expect(counts).toMatchObject({ groups: 1, grouped: 2, undescribed: 1 });
  const [group] = (await t.engine.call('duplicates.groups', { found, offset: 0, limit: 1 })).groups;
  expect(group?.members.map(({ item }) => item.path).sort()).toEqual(['maroon.png', 'red.png']);
  // Of one tone: only the best has a distance to itself.
  expect(group?.members.map(({ distance }) => distance)).toEqual([0, null]);
  // By hand, as above.
  expect(group?.members[1]?.similarity).toBeCloseTo(0.9989, 2);
});
