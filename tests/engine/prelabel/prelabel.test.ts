import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acceptProposal, rejectProposal } from '#shared/actions/decide.ts';
import { assertExists } from '#shared/base/assert.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { makeId } from '#tests/support/factories.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let images: string;
beforeEach(() => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
});
afterEach(() => t.close());

async function builtin(): Promise<string> {
  return assertExists(
    (await t.engine.call('models.list', {})).find((model) => model.builtin),
    'it ships',
  ).sha256;
}
async function documents(): Promise<ItemDocument[]> {
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1000 });
  return Promise.all(items.map(({ id }) => t.engine.call('items.document', { itemId: id })));
}
const boxes = (document: ItemDocument): string[] =>
  document.predictions.map(({ className, score, shape }) => JSON.stringify([className, score, shape]));

test('a run makes proposals, leaves labels alone, and hides what is decided already when it runs again', async () => {
  copySampleImages(images, 2);
  await t.create('p', images, ['Red Cell', 'white cell', 'platelet']);
  await t.settled();
  const first = await t.engine.call('runs.start', { modelSha256: await builtin() });
  expect(await t.ended(first.jobId)).toMatchObject({ state: 'done', done: 2, failed: 0 });
  const [document] = await documents();
  const { item, predictions } = assertExists(document, 'two images');
  expect(predictions.length).toBeGreaterThan(10);
  // Names match without regard to case.
  expect(predictions.every(({ classId }) => classId !== null)).toBe(true);

  const [a, b] = predictions;
  const open = assertExists(document, 'two images');
  const input = { newId: makeId, durationMs: 1 };
  const accepted = acceptProposal(open, assertExists(a, 'many'), {
    ...input,
    classId: assertExists(a?.classId, 'matched'),
  });
  await t.engine.call('annotations.apply', { itemId: item.id, baseRevision: 0, change: accepted, label: 'Accept' });
  const next = await t.engine.call('items.document', { itemId: item.id });
  const rejected = rejectProposal(next, assertExists(b, 'many'), input);
  await t.engine.call('annotations.apply', { itemId: item.id, baseRevision: 1, change: rejected, label: 'Reject' });

  const second = await t.engine.call('runs.start', { modelSha256: await builtin() });
  await t.ended(second.jobId);
  const after = await t.engine.call('items.document', { itemId: item.id });
  expect(after.annotations).toHaveLength(1);
  expect(after.decisions).toHaveLength(2);
  // The two decided ones are covered; all others are proposed again.
  expect(after.predictions).toHaveLength(predictions.length - 2);
  // Taking a decision back uncovers it.
  await t.engine.call('history.undo', {});
  expect((await t.engine.call('items.document', { itemId: item.id })).predictions).toHaveLength(predictions.length - 1);
  expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
});

test('cancelled and resumed, a run does every image exactly once', async () => {
  copySampleImages(images, 8);
  for (let index = 0; index < 90; index += 1)
    symlinkSync(path.join(images, `field-0${1 + (index % 8)}.jpg`), path.join(images, `link-${index}.jpg`));
  await t.create('p', images);
  await t.settled();
  const { runId, jobId } = await t.engine.call('runs.start', { modelSha256: await builtin() });
  await t.until(
    async () => ((await t.engine.call('jobs.list', {})).find(({ id }) => id === jobId)?.done ?? 0) > 0,
    'the first batch',
  );
  await t.engine.call('jobs.cancel', { jobId });
  expect((await t.ended(jobId)).state).toBe('cancelled');
  const half = (await t.engine.call('runs.list', {}))[0];
  expect(half?.itemsDone).toBeLessThan(98);
  const again = await t.engine.call('runs.resume', { runId });
  expect(await t.ended(again.jobId)).toMatchObject({ state: 'done', done: 98 });
  expect((await t.engine.call('runs.list', {}))[0]).toMatchObject({ itemsDone: 98, itemsFailed: 0, state: 'done' });
});

test('killing the inference process again and again loses and duplicates nothing', async () => {
  copySampleImages(images, 6);
  for (let index = 0; index < 60; index += 1)
    symlinkSync(path.join(images, `field-0${1 + (index % 6)}.jpg`), path.join(images, `link-${index}.jpg`));
  await t.create('p', images);
  await t.settled();
  const whole = await t.engine.call('runs.start', { modelSha256: await builtin(), device: 'cpu' });
  await t.ended(whole.jobId);
  const wanted = (await documents()).map((document) => boxes(document).sort());
  const killed = await t.engine.call('runs.start', { modelSha256: await builtin(), device: 'cpu' });
  const done = async (): Promise<number> =>
    (await t.engine.call('jobs.list', {})).find(({ id }) => id === killed.jobId)?.done ?? 0;
  for (const at of [8, 24, 40]) {
    await t.until(async () => (await done()) >= at, `${at} images`);
    t.children
      .filter(({ kind }) => kind === 'inference')
      .at(-1)
      ?.child.kill();
  }
  expect((await t.ended(killed.jobId)).state).toBe('done');
  expect(t.children.filter(({ kind }) => kind === 'inference').length).toBeGreaterThanOrEqual(3);
  expect((await t.engine.call('runs.list', {}))[0]).toMatchObject({ itemsDone: 66, itemsFailed: 0 });
  expect((await documents()).map((document) => boxes(document).sort())).toEqual(wanted);
});

test('models that can not be used say why', async () => {
  await t.create('p', images);
  const add = (file: string): Promise<unknown> => t.engine.call('models.add', { file: t.engine.grants.add(file).id });
  const file = (name: string, content: Buffer | string): string => {
    writeFileSync(path.join(t.home, name), content);
    return path.join(t.home, name);
  };
  await expect(add(path.join(t.home, 'nowhere.onnx'))).rejects.toMatchObject({ code: 'model.notFound' });
  await expect(add(file('page.onnx', '<html>404</html>'))).rejects.toMatchObject({ code: 'model.webPage' });
  const model = readFileSync(path.resolve('models/builtin/cells.onnx'));
  await expect(add(file('half.onnx', model.subarray(0, 1000)))).rejects.toMatchObject({ code: 'model.cutOff' });
  // The same model with other bytes at its end, so that it isn't the one that ships.
  const other = Buffer.concat([model, Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0])]);
  file('other.json', JSON.stringify({ classes: ['a', 'b'] }));
  await expect(add(file('other.onnx', other))).rejects.toMatchObject({
    code: 'model.classCountMismatch',
    details: { card: 2, model: 3 },
  });
  file('other.json', '{ not json');
  await expect(add(path.join(t.home, 'other.onnx'))).rejects.toMatchObject({ code: 'model.badCard' });
  file('other.json', JSON.stringify({ classes: ['a', 'b', 'c'] }));
  await expect(add(path.join(t.home, 'other.onnx'))).resolves.toMatchObject({ card: { classes: ['a', 'b', 'c'] } });
  file('other.onnx', Buffer.concat([other, other]));
  const added = (await t.engine.call('models.list', {})).find((one) => !one.builtin);
  await expect(t.engine.call('runs.start', { modelSha256: added?.sha256 ?? '' })).rejects.toMatchObject({
    code: 'model.wrongFile',
  });
  await expect(t.engine.call('runs.start', { modelSha256: 'none' })).rejects.toMatchObject({
    code: 'model.unknownName',
  });
});

test('a device that is not there is refused when it was asked for by name', async () => {
  copySampleImages(images, 1);
  await t.create('p', images);
  await t.settled();
  const { jobId } = await t.engine.call('runs.start', { modelSha256: await builtin(), device: 'coreml' });
  const job = await t.ended(jobId);
  if (process.platform !== 'darwin') expect(job).toMatchObject({ state: 'failed' });
});

test('the runtime library writes no telemetry', async () => {
  const { HOME } = process.env;
  process.env.HOME = t.home;
  try {
    copySampleImages(images, 1);
    await t.create('p', images);
    await t.settled();
    await t.ended((await t.engine.call('runs.start', { modelSha256: await builtin() })).jobId);
  } finally {
    process.env.HOME = HOME;
  }
  expect(existsSync(path.join(t.home, '.cache', 'Microsoft'))).toBe(false);
});

const photos = sharedData('images/coco/images');
const yolox = sharedData('models/yolox_nano.onnx');
test.skipIf(!photos || !yolox)('YOLOX finds what its recorded results say, end to end', async () => {
  for (const name of ['train2017/000000000471.jpg', 'val2017/000000007281.jpg']) {
    copyFileSync(path.join(photos ?? '', name), path.join(images, path.basename(name)));
  }
  await t.create('p', images);
  await t.settled();
  const model = await t.engine.call('models.add', { file: t.engine.grants.add(yolox ?? '').id });
  const { jobId } = await t.engine.call('runs.start', {
    modelSha256: model.sha256,
    scoreThreshold: 0.3,
    iouThreshold: 0.45,
  });
  await t.ended(jobId);
  const [bus, crowd] = await documents();
  // SOURCES.md: bus 0.96 [116,114,578,319] as corners.
  const wanted: Box = [116, 114, 578 - 116, 319 - 114];
  const found = assertExists(
    bus?.predictions.find(({ className }) => className === 'bus'),
    'the bus',
  );
  expect(found.shape.kind === 'box' ? iou(found.shape.box, wanted) : 0).toBeGreaterThanOrEqual(0.95);
  expect(Math.abs(found.score - 0.96)).toBeLessThanOrEqual(0.02);
  // SOURCES.md: {"person":5,"horse":2}.
  const names = (crowd?.predictions ?? []).map(({ className }) => className).sort();
  expect(names).toEqual([...Array<string>(2).fill('horse'), ...Array<string>(5).fill('person')]);
});

const models = sharedData('models');
test.skipIf(!models)('models of other families are refused by name, not misread', async () => {
  await t.create('p', images);
  const add = (name: string): Promise<unknown> =>
    t.engine.call('models.add', { file: t.engine.grants.add(path.join(models ?? '', name)).id });
  for (const name of ['click_decoder_SAMlike']) {
    await expect(add(`${name}.onnx`), name).rejects.toMatchObject({ code: 'model.moreInputs' });
  }
});

const bear = sharedData('images/coco/images/val2017/000000000285.jpg');
test.skipIf(!bear)('classifiers of three number formats know the bear', async () => {
  copyFileSync(bear ?? '', path.join(images, 'bear.jpg'));
  await t.create('p', images);
  await t.settled();
  const names = (file: string): string[] =>
    readFileSync(sharedData(`models/${file}`) ?? '', 'utf8')
      .trim()
      .split('\n');
  const cards = {
    'mobilenet_v2_1.0_224_uint8_nhwc': { classes: names('imagenet1001.txt') },
    'mobilenet_v1_0.25_128_nchw': {
      classes: names('imagenet1001.txt'),
      input: {
        widthPx: 128,
        heightPx: 128,
        layout: 'NCHW',
        dtype: 'float32',
        channels: 'RGB',
        scale: 1,
        mean: [127.5],
        std: [127.5],
        resize: 'stretch',
        pad: 0,
      },
    },
    squeezenet1_fp16: {
      classes: names('imagenet1000.txt'),
      input: {
        widthPx: 224,
        heightPx: 224,
        layout: 'NCHW',
        dtype: 'float16',
        channels: 'BGR',
        scale: 1,
        mean: [104, 117, 123],
        std: [1],
        resize: 'stretch',
        pad: 0,
      },
    },
  };
  for (const [name, card] of Object.entries(cards)) {
    copyFileSync(path.join(models ?? '', `${name}.onnx`), path.join(t.home, `${name}.onnx`));
    writeFileSync(path.join(t.home, `${name}.json`), JSON.stringify(card));
    const model = await t.engine.call('models.add', {
      file: t.engine.grants.add(path.join(t.home, `${name}.onnx`)).id,
    });
    await t.ended((await t.engine.call('runs.start', { modelSha256: model.sha256 })).jobId);
    const [document] = await documents();
    expect(document?.predictions, name).toMatchObject([{ shape: { kind: 'whole' } }]);
    expect(document?.predictions[0]?.className.toLowerCase(), name).toContain('brown bear');
    expect(document?.predictions[0]?.score, name).toBeGreaterThan(0.9);
  }
});
