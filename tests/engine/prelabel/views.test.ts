import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import type { RunOptions } from '#shared/model/runOptions.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { makeObbModel, makeSegmentModel } from '#tests/support/shapeModels.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { makeSlide, rate } from '#tests/support/tiledImages.ts';

let t: TestEngine;
let images: string;
beforeEach(() => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
});
afterEach(() => t.close());

const thresholds = { scoreThreshold: 0.3, iouThreshold: 0.45 };

async function firstItem(): Promise<ItemId> {
  return assertExists((await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 })).items[0], 'one').id;
}
async function builtin(): Promise<string> {
  return assertExists(
    (await t.engine.call('models.list', {})).find((one) => one.builtin),
    'it ships',
  ).sha256;
}
/** The same model by other bytes: another member. */
async function addCopy(): Promise<string> {
  const file = path.join(t.home, 'copy.onnx');
  const end = Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0]);
  writeFileSync(file, Buffer.concat([readFileSync('models/builtin/cells.onnx'), end]));
  copyFileSync('models/builtin/cells.json', path.join(t.home, 'copy.json'));
  const card = JSON.parse(readFileSync(path.join(t.home, 'copy.json'), 'utf8')) as Record<string, unknown>;
  delete card.sha256;
  writeFileSync(path.join(t.home, 'copy.json'), JSON.stringify({ ...card, name: 'copy' }));
  return (await t.engine.call('models.add', { file: t.engine.grants.add(file).id })).sha256;
}
async function run(options: Partial<RunOptions>, modelSha256?: string): Promise<readonly Prediction[]> {
  const request = { modelSha256: modelSha256 ?? (await builtin()), device: 'cpu', options } as const;
  const { jobId } = await t.engine.call('runs.start', { ...thresholds, ...request });
  expect(await t.ended(jobId)).toMatchObject({ state: 'done', failed: 0 });
  return (await t.engine.call('items.document', { itemId: await firstItem() })).predictions;
}
async function preview(options: Partial<RunOptions>, more = {}) {
  const request = { modelSha256: await builtin(), itemId: await firstItem(), device: 'cpu', options } as const;
  return t.engine.call('models.preview', { ...request, ...thresholds, ...more });
}
const boxesOf = (found: readonly Pick<RawPrediction, 'shape'>[]): Box[] =>
  found.flatMap(({ shape }) => (shape.kind === 'box' ? [shape.box] : []));
/** Other numbers of threads add in another order: the last digits differ. */
const plain = (found: readonly Pick<RawPrediction, 'className' | 'score' | 'shape'>[]): string[] =>
  found.map((one) => `${one.className} ${one.score.toFixed(3)} ${boxesOf([one]).flat().map(Math.round).join()}`).sort();

test('small objects of a large image are found in tiles, each once, and a preview shows the same', async () => {
  const truth = await makeSlide(path.join(images, 'slide.jpg'), 3, 3);
  await t.create('p', images);
  await t.settled();
  const whole = rate(truth, boxesOf(await run({})));
  const tiled = await run({ tile: 640 });
  const found = rate(truth, boxesOf(tiled));
  expect(whole.recall).toBeLessThan(0.4);
  expect(found.recall).toBeGreaterThan(0.95);
  // Of two fields that meet in the middle of a cell, nobody drew what is there.
  expect(found.precision).toBeGreaterThan(0.75);
  const boxes = boxesOf(tiled);
  for (const object of truth) expect(boxes.filter((box) => iou(box, object) > 0.5).length).toBeLessThan(2);

  const shown = await preview({ tile: 640 });
  expect(plain(shown.predictions)).toEqual(plain(tiled));
  const again = await preview({ tile: 640 }, { scoreThreshold: 0.6 });
  expect(again.times).toMatchObject({ decodeMs: 0, runMs: 0 });
  expect(again.predictions.length).toBeLessThan(shown.predictions.length);
});

test('outside of a region nothing is found, and an image beside it is done with nothing', async () => {
  copySampleImages(images, 1);
  await t.create('p', images);
  await t.settled();
  const region = [100, 120, 300, 200] as const;
  const found = boxesOf(await run({ region }));
  expect(found.length).toBeGreaterThan(3);
  for (const [x, y, width, height] of found) {
    expect(Math.min(x - 100, y - 120, 400 - x - width, 320 - y - height)).toBeGreaterThanOrEqual(-1e-9);
  }
  expect(await run({ region: [5000, 0, 10, 10] })).toEqual([]);
});

test('mirrored views and further models are fused, and a run remembers who took part', async () => {
  copySampleImages(images, 1);
  await t.create('p', images);
  await t.settled();
  const alone = await run({});
  const flipped = await run({ flip: true });
  expect(rate(boxesOf(alone), boxesOf(flipped), 0.7).recall).toBeGreaterThan(0.9);
  expect(plain(flipped)).not.toEqual(plain(alone));
  const copy = await addCopy();
  const together = await run({ committee: [copy] });
  const [latest] = await t.engine.call('runs.list', {});
  expect(latest).toMatchObject({ modelName: 'cells + copy', options: { committee: [copy] } });
  // Two that say the same are as certain as one.
  expect(plain(together)).toEqual(plain(alone));
  // Whoever reviews sees it, and nothing of the kind where one model was asked.
  expect(together.every(({ agreement }) => agreement === 1)).toBe(true);
  expect(alone.some((one) => 'agreement' in one)).toBe(false);
  expect((await preview({ committee: [copy] })).predictions.every(({ agreement }) => agreement === 1)).toBe(true);
  expect((await preview({ committee: [copy] }, { scoreThreshold: 0.5 })).times.runMs).toBe(0);
});

test('a committee is of models that do the same', async () => {
  copySampleImages(images, 1);
  await t.create('p', images);
  await t.settled();
  const other = await t.engine.call('models.add', { file: t.engine.grants.add(makeObbModel(t.home)).id });
  const request = { modelSha256: await builtin(), options: { committee: [other.sha256] } };
  await expect(t.engine.call('runs.start', request)).rejects.toMatchObject({ code: 'run.committeeTasks' });
});

test('outlines become what the run asks for, whatever the card says', async () => {
  copySampleImages(images, 1);
  await t.create('p', images);
  await t.settled();
  const { sha256 } = await t.engine.call('models.add', { file: t.engine.grants.add(makeSegmentModel(t.home)).id });
  for (const as of ['mask', 'polygon'] as const)
    expect((await run({ as }, sha256)).map(({ shape }) => shape.kind)).toEqual([as, as]);
});

test('too many tiles set the image aside, with what to do', async () => {
  const plain = { create: { width: 2000, height: 2000, channels: 3, background: '#808080' } } as const;
  await sharp(plain).png().toFile(path.join(images, 'plain.png'));
  await t.create('p', images);
  await t.settled();
  const request = { modelSha256: await builtin(), options: { tile: 64, overlap: 0.75 } } as const;
  const { runId, jobId } = await t.engine.call('runs.start', request);
  expect(await t.ended(jobId)).toMatchObject({ state: 'done', failed: 1 });
  expect(await t.engine.call('runs.failures', { runId, offset: 0, limit: 10 })).toMatchObject({
    failures: [{ error: { code: 'run.tooManyTiles', details: { tiles: 14_884, most: 10_000 } } }],
  });
});

test('a run that was cut off goes on with the options it was started with', async () => {
  copySampleImages(images, 6);
  await t.create('p', images);
  await t.settled();
  const options = { tile: 256, flip: true, region: [0, 0, 400, 480] } as const;
  const whole = await run(options);
  const { runId, jobId } = await t.engine.call('runs.start', {
    ...{ modelSha256: await builtin(), device: 'cpu', options },
    ...thresholds,
  });
  await t.engine.call('jobs.cancel', { jobId });
  await t.ended(jobId);
  const resumed = await t.engine.call('runs.resume', { runId });
  expect(await t.ended(resumed.jobId)).toMatchObject({ state: 'done', done: 6 });
  const latest = (await t.engine.call('runs.list', {})).find(({ id }) => id === runId);
  expect(latest?.options).toMatchObject(options);
  expect(plain((await t.engine.call('items.document', { itemId: await firstItem() })).predictions)).toEqual(
    plain(whole),
  );
});

const shared = sharedData('annotations/sahi/terrain1.jpg');
test.skipIf(!shared)('people on a real photo from the air are each found once in tiles, also over seams', async () => {
  copyFileSync(shared ?? '', path.join(images, 'terrain1.jpg'));
  const coco = JSON.parse(readFileSync((shared ?? '').replace('.jpg', '_coco.json'), 'utf8')) as {
    annotations: { bbox: Box }[];
  };
  const people = coco.annotations.map(({ bbox }) => bbox);
  await t.create('p', images);
  await t.settled();
  const file = assertExists(sharedData('models/nanodet_m_320.onnx'), 'it lies beside');
  const { sha256 } = await t.engine.call('models.add', { file: t.engine.grants.add(file).id });
  const persons = async (options: Partial<RunOptions>): Promise<Box[]> =>
    boxesOf((await run(options, sha256)).filter(({ className }) => className === 'person'));
  expect(rate(people, await persons({})).recall).toBeLessThan(1);
  for (const tile of [416, 640]) expect(rate(people, await persons({ tile }))).toEqual({ recall: 1, precision: 1 });
});
