import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let modelSha256: string;
let itemIds: readonly ItemId[];
beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 3);
  const broken = path.join(images, 'z broken.jpg');
  writeFileSync(broken, 'no image');
  // A new one could still be on its way.
  utimesSync(broken, 1_000, 1_000);
  await t.create('p', images);
  await t.settled();
  modelSha256 = assertExists((await t.engine.call('models.list', {}))[0], 'it ships').sha256;
  itemIds = (await t.engine.call('items.list', { query: {}, offset: 0, limit: 10 })).items.map(({ id }) => id);
});
afterEach(() => t.close());

const item = (at: number): ItemId => assertExists(itemIds[at], 'four files');
const base = { scoreThreshold: 0.3, iouThreshold: 0.45, device: 'cpu' } as const;

test('a preview shows what a run will find, and other thresholds do not run the model again', async () => {
  const preview = (thresholds = {}) =>
    t.engine.call('models.preview', { ...base, modelSha256, itemId: item(0), ...thresholds });
  const first = await preview();
  expect(first.times.runMs).toBeGreaterThan(0);
  const classThresholds = { 'red cell': 0.9, platelet: 0.1 };
  const second = await preview({ classThresholds });
  expect(second.times).toMatchObject({ decodeMs: 0, runMs: 0 });
  const scores = (name: string): number[] =>
    second.predictions.filter(({ className }) => className === name).map(({ score }) => score);
  expect(Math.min(...scores('red cell'))).toBeGreaterThanOrEqual(0.9);
  expect(second.predictions.length).toBeLessThan(first.predictions.length);
  // Nothing is kept of it.
  expect(await t.engine.call('runs.list', {})).toEqual([]);

  const { jobId } = await t.engine.call('runs.start', { ...base, modelSha256, classThresholds });
  await t.ended(jobId);
  expect((await t.engine.call('runs.list', {}))[0]).toMatchObject({ classThresholds, itemsDone: 3 });
  const { predictions } = await t.engine.call('items.document', { itemId: item(0) });
  const plain = (found: readonly { className: string; score: number }[]): string[] =>
    found.map(({ className, score }) => `${className} ${score}`).sort();
  expect(plain(predictions)).toEqual(plain(second.predictions));
});

test('it says why where it can not be had', async () => {
  const preview = (itemId: number) => t.engine.call('models.preview', { ...base, modelSha256, itemId });
  await expect(preview(item(3))).rejects.toMatchObject({ code: 'image.notAnImage' });
  await expect(preview(999)).rejects.toMatchObject({ code: 'item.notFound' });
  const { jobId } = await t.engine.call('runs.start', { ...base, modelSha256 });
  await expect(preview(item(0))).rejects.toMatchObject({ code: 'run.busy' });
  await t.ended(jobId);
  await expect(preview(item(0))).resolves.toMatchObject({ deviceUsed: expect.stringMatching(/^cpu/) as string });
});

test('a card that was corrected meanwhile is what the next preview reads the model by', async () => {
  // Other bytes at its end, so that it isn't the one that ships.
  const file = path.join(t.home, 'mine.onnx');
  writeFileSync(
    file,
    Buffer.concat([readFileSync('models/builtin/cells.onnx'), Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0])]),
  );
  const add = async (classes: readonly string[]): Promise<string> => {
    writeFileSync(path.join(t.home, 'mine.json'), JSON.stringify({ classes }));
    return (await t.engine.call('models.add', { file: t.engine.grants.add(file).id })).sha256;
  };
  const names = async (sha256: string): Promise<string[]> => {
    const { predictions } = await t.engine.call('models.preview', { ...base, modelSha256: sha256, itemId: item(0) });
    return [...new Set(predictions.map(({ className }) => className))].sort();
  };
  expect(await names(await add(['a', 'b', 'c']))).toEqual(expect.arrayContaining(['a']));
  expect(await names(await add(['x', 'y', 'z']))).toEqual(expect.arrayContaining(['x']));
});
