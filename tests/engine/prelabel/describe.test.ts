import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { families } from '#models/families/familyRegistry.ts';
import { taskOfFamily } from '#models/families/familyTasks.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { writeConstantModel } from '#tests/support/writeConstantModel.ts';
import { writeFixedDetector } from '#tests/support/writeFixedDetector.ts';

let t: TestEngine;
let itemId: ItemId;
beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 1);
  await t.create('p', images, ['cell']);
  await t.settled();
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  itemId = assertExists(items[0], 'an image').id;
});
afterEach(() => t.close());

const thresholds = { scoreThreshold: 0.3, iouThreshold: 0.5 };
const source = (file: string) => ({ file: t.engine.grants.add(file).id });
const json = (card: ModelCard) => JSON.parse(JSON.stringify(card)) as Record<string, never>;

/** What torchvision's detectors say, under names that tell nothing, and no card. */
function writeNameless(): string {
  const file = writeFixedDetector(path.join(t.home, 'models', 'nameless.onnx'), [
    { className: 'cell', score: 0.9, box: [10, 20, 100, 80] },
  ]);
  rmSync(file.replace(/onnx$/, 'json'));
  return file;
}

test('a model that no family knows is described, tried on one image, kept in the journal, and corrected later', async () => {
  const file = writeNameless();
  await expect(t.engine.call('models.add', source(file))).rejects.toMatchObject({ code: 'model.unknownFamily' });
  const draft = await t.engine.call('models.draft', { source: source(file) });
  expect(draft).toMatchObject({
    problem: { code: 'model.unknownFamily' },
    card: { name: 'nameless', input: { widthPx: 32, heightPx: 32, layout: 'NCHW', dtype: 'float32' } },
    outputs: [{ name: 'output0', shape: [1, 4] }, { name: 'output1' }, { name: 'output2' }],
  });
  // As the person says.
  const { card: begun } = await t.engine.call('models.draft', { source: source(file), family: 'torchvision' });
  expect(begun).toMatchObject({ family: 'torchvision', task: 'detect' });
  const card: ModelCard = {
    ...begun,
    output: {
      tensors: { boxes: 'output0', scores: 'output1', labels: 'output2' },
      coordinates: 'image',
      firstClass: 0,
    },
    classes: ['cell'],
  };
  const request = { source: source(file), itemId, ...thresholds };
  const tried = await t.engine.call('models.tryCard', { ...request, card: json(card) });
  expect(tried.predictions).toMatchObject([{ className: 'cell', shape: { kind: 'box', box: [10, 20, 100, 80] } }]);
  const wrong: [Partial<ModelCard>, string][] = [
    [{ input: { ...card.input, widthPx: 64 } }, 'model.inputMismatch'],
    [{ family: 'nothing' }, 'model.badCard'],
    [{ classes: [] }, 'model.badCard'],
  ];
  for (const [change, code] of wrong)
    await expect(
      t.engine.call('models.tryCard', { ...request, card: json({ ...card, ...change }) }),
    ).rejects.toMatchObject({ code });
  // Nothing is kept of what was tried.
  expect((await t.engine.call('models.list', {})).filter(({ builtin }) => !builtin)).toEqual([]);

  const { sha256 } = await t.engine.call('models.describe', { source: source(file), card: json(card) });
  const { jobId } = await t.engine.call('runs.start', { modelSha256: sha256 });
  expect((await t.ended(jobId)).state).toBe('done');
  expect((await t.engine.call('items.document', { itemId })).predictions).toMatchObject([{ className: 'cell' }]);
  // Its classes get other names; the file is added again, without a card beside it, and keeps them.
  const again = await t.engine.call('models.draft', { source: { modelSha256: sha256 } });
  expect(again).toMatchObject({ card, problem: null });
  await t.engine.call('models.describe', {
    source: { modelSha256: sha256 },
    card: json({ ...card, classes: ['blob'] }),
  });
  expect(await t.engine.call('models.add', source(file))).toMatchObject({ card: { classes: ['blob'] } });
  const labels = (await t.engine.call('history.list', {})).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['Add model nameless', 'Update model nameless']));
  expect((await t.engine.call('projects.verify', {})).ok).toBe(true);
});

test('what lies beside the file is where the description begins, also when it is wrong', async () => {
  const file = writeConstantModel(path.join(t.home, 'models', 'three.onnx'), {
    input: [1, 3, 16, 16],
    outputs: [{ dims: [1, 3], data: Float32Array.from([0.1, 0.7, 0.2]) }],
    card: { classes: ['a', 'b'], scoreThreshold: 0.4 },
  });
  await expect(t.engine.call('models.add', source(file))).rejects.toMatchObject({ code: 'model.classCountMismatch' });
  expect(await t.engine.call('models.draft', { source: source(file) })).toMatchObject({
    problem: { code: 'model.classCountMismatch' },
    card: { family: 'classify', task: 'classify', classes: ['a', 'b'], scoreThreshold: 0.4 },
  });
  writeFileSync(file.replace(/onnx$/, 'json'), 'no JSON');
  expect(await t.engine.call('models.draft', { source: source(file) })).toMatchObject({
    problem: null,
    card: { family: 'classify', classes: ['class 0', 'class 1', 'class 2'] },
  });
});

test('what no card can help with is refused, and so is a model that is not there', async () => {
  const file = writeConstantModel(path.join(t.home, 'models', 'batch.onnx'), {
    input: [8, 3, 16, 16],
    outputs: [{ dims: [1, 3], data: Float32Array.from([0.1, 0.7, 0.2]) }],
  });
  await expect(t.engine.call('models.draft', { source: source(file) })).rejects.toMatchObject({
    code: 'model.fixedBatch',
  });
  await expect(t.engine.call('models.draft', { source: source(path.join(t.home, 'none.onnx')) })).rejects.toMatchObject(
    { code: 'model.notFound' },
  );
  await expect(t.engine.call('models.draft', { source: { modelSha256: 'f'.repeat(64) } })).rejects.toMatchObject({
    code: 'model.unknownName',
  });
});

test('any family can be begun with, whatever the file is, and finds what it is for', async () => {
  const file = writeNameless();
  for (const { id } of families) {
    const { card } = await t.engine.call('models.draft', { source: source(file), family: id });
    expect(card).toMatchObject({ family: id, task: taskOfFamily(id) });
    expect(card.classes.length).toBeGreaterThan(0);
  }
});
