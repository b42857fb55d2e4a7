import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { finishItem, rejectProposal } from '#shared/actions/decide.ts';
import { takeClass, takeShape } from '#shared/actions/takePrediction.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { Change } from '#shared/change/change.ts';
import type { RunComparison } from '#shared/contract/comparison.ts';
import type { AnnotationId, ClassId, ItemId, RunId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { makeId } from '#tests/support/factories.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { writeFixedDetector } from '#tests/support/writeFixedDetector.ts';

let t: TestEngine;
let runId: RunId;
let items: readonly ItemId[];
const [cell, dirt] = [1, 2] as ClassId[] as [ClassId, ClassId];

beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 3);
  await t.create('p', images, ['cell', 'dirt']);
  await t.settled();
  const listed = await t.engine.call('items.list', { query: {}, offset: 0, limit: 9 });
  items = listed.items.map(({ id }) => id);
});
afterEach(() => t.close());

async function run(): Promise<RunId> {
  const file = writeFixedDetector(path.join(t.home, 'models', 'fixed.onnx'), [
    { className: 'cell', score: 0.9, box: [0, 0, 100, 100] },
    { className: 'cell', score: 0.8, box: [200, 0, 100, 100] },
    { className: 'dirt', score: 0.7, box: [0, 200, 100, 100] },
    { className: 'fibre', score: 0.5, box: [400, 300, 50, 50] },
  ]);
  const model = await t.engine.call('models.add', { file: t.engine.grants.add(file).id });
  const started = await t.engine.call('runs.start', { modelSha256: model.sha256 });
  expect((await t.ended(started.jobId)).state).toBe('done');
  return started.runId;
}

const read = (itemId: ItemId): Promise<ItemDocument> => t.engine.call('items.document', { itemId });

async function edit(itemId: ItemId, make: (document: ItemDocument) => Change): Promise<void> {
  const document = await read(itemId);
  const change = make(document);
  const { revision } = document.item;
  expect(
    await t.engine.call('annotations.apply', { itemId, baseRevision: revision, change, label: 'Edit' }),
  ).toMatchObject({ ok: true });
}

const draw = (itemId: ItemId, classId: ClassId, box: [number, number, number, number]): Promise<void> =>
  edit(itemId, (document) =>
    addAnnotation(document, { id: makeId() as AnnotationId, classId, shape: { kind: 'box', box } }),
  );
const finish = (itemId: ItemId): Promise<void> => edit(itemId, (document) => finishItem(document, 'labeled'));
const compare = (): Promise<RunComparison> => t.engine.call('runs.compare', { runId });

/** The first image: one label that agrees, one of another class, one that overlaps little, one more; two predictions stand alone. */
async function labelFirst(): Promise<ItemId> {
  const itemId = assertExists(items[0], 'an image');
  await draw(itemId, cell, [0, 0, 100, 100]);
  await draw(itemId, dirt, [200, 0, 100, 100]);
  // 100 x 100 against 100 x 100 moved by 60: 4000 / 16000.
  await draw(itemId, dirt, [60, 200, 100, 100]);
  await draw(itemId, cell, [500, 400, 40, 40]);
  await finish(itemId);
  return itemId;
}

test('a run is compared with the labels of finished images, by kind and by class', async () => {
  await labelFirst();
  runId = await run();
  const [, second] = items;
  // Confirmed to be empty: four predictions without a label.
  await finish(assertExists(second, 'an image'));
  const found = await compare();
  expect(found).toMatchObject({
    ...{ items: 2, leftOut: 1, labels: 4, predictions: 8, agreed: 1, settled: 0 },
    counts: { missing: 5, extra: 1, lowOverlap: 1, otherClass: 1 },
    overall: { precision: 1 / 8, recall: 1 / 4, f1: 2 / 12 },
  });
  const byName = new Map(found.classes.map((one) => [one.className, one]));
  expect(byName.get('cell')).toMatchObject({
    ...{ classId: cell, labels: 2, predictions: 4, agreed: 1, missing: 2, extra: 1, lowOverlap: 0, otherClass: 0 },
    ...{ precision: 1 / 4, recall: 1 / 2 },
  });
  expect(byName.get('dirt')).toMatchObject({ labels: 2, missing: 1, lowOverlap: 1, otherClass: 1, recall: 0 });
  // A class that the project has not can't be right or wrong about a label.
  expect(byName.get('fibre')).toMatchObject({
    classId: null,
    labels: 0,
    predictions: 2,
    missing: 2,
    recall: null,
    ap: null,
  });
  // Cells at IoU 0.5, by score: the one that is there, one of the empty image, two more that are wrong. Precision 1 up to
  // a recall of 1/2: 51 of 101 levels. The overlap is whole, so it is the same at every threshold.
  expect(byName.get('cell')?.ap50).toBeCloseTo(51 / 101, 12);
  expect(byName.get('cell')?.ap).toBeCloseTo(51 / 101, 12);
  expect(found.overall.ap50).toBeCloseTo((51 / 101 + 0) / 2, 12);
  expect(found.confusion).toContainEqual({ label: 'dirt', predicted: 'cell', count: 1 });
  expect(found.confusion).toContainEqual({ label: 'dirt', predicted: 'dirt', count: 1 });
  expect(found.confusion).toContainEqual({ label: null, predicted: 'fibre', count: 2 });
  expect(found.confusion).toContainEqual({ label: 'cell', predicted: null, count: 1 });
  // The empty image differs by 0.9 + 0.8 + 0.7 + 0.5, the other by 0.8 + 0.7 * 0.75 + 0.5 + 0.5.
  expect(found.differing.items.map(({ itemId, weight }) => [itemId, weight.toFixed(3)])).toEqual([
    [items[1], '2.900'],
    [items[0], '2.325'],
  ]);
  const page = await t.engine.call('runs.compare', { runId, offset: 1, limit: 5 });
  expect(page.differing).toMatchObject({ total: 2, items: [{ itemId: items[0] }] });
  expect(await t.engine.call('runs.compare', { runId, stages: ['approved'] })).toMatchObject({ items: 0, leftOut: 3 });
  // A stricter overlap than any pair has leaves the one that is exact.
  expect(await t.engine.call('runs.compare', { runId, overlap: 0.99 })).toMatchObject({ agreed: 1 });
});

test('what is decided is not asked again, also by the next run, and a run changes no label by itself', async () => {
  const itemId = await labelFirst();
  const before = (await read(itemId)).annotations;
  runId = await run();
  expect((await read(itemId)).annotations).toEqual(before);
  const { differences: listed } = await t.engine.call('runs.differences', { runId, itemId });
  expect(listed.map(({ kind, overlap, isSettled }) => [kind, overlap, isSettled])).toEqual([
    ['otherClass', 1, false],
    ['lowOverlap', 0.25, false],
    ['missing', 0, false],
    ['extra', 0, false],
  ]);
  const [otherClass, lowOverlap, missing] = listed;
  const labelOf = (document: ItemDocument, id: AnnotationId | null | undefined) =>
    assertExists(
      document.annotations.find((one) => one.id === id),
      'the label is there',
    );
  const input = { newId: makeId, durationMs: 3 };
  const predictionOf = (one: typeof otherClass) => assertExists(one?.prediction, 'it has a prediction');
  // A prediction that a label covers is not shown in review, but can be decided on here.
  await edit(itemId, (document) =>
    takeClass(document, predictionOf(otherClass), labelOf(document, otherClass?.annotationId), {
      ...input,
      classId: cell,
    }),
  );
  await edit(itemId, (document) =>
    takeShape(document, predictionOf(lowOverlap), labelOf(document, lowOverlap?.annotationId), input),
  );
  await edit(itemId, (document) => rejectProposal(document, predictionOf(missing), input));
  expect(await compare()).toMatchObject({
    ...{ agreed: 3, settled: 1, counts: { missing: 1, extra: 1, lowOverlap: 0, otherClass: 0 } },
    differing: { total: 1, items: [{ counts: { missing: 0, extra: 1 } }] },
  });
  expect((await t.engine.call('projects.verify', {})).ok).toBe(true);
  // The same model again: what was rejected is settled, what was taken agrees.
  runId = await run();
  expect(await compare()).toMatchObject({ agreed: 3, settled: 1, differing: { total: 1 } });
  // Taken back, it is a difference again.
  await t.engine.call('history.undo', {});
  expect(await compare()).toMatchObject({ settled: 0, counts: { missing: 1 } });
});

test('a class of the model that is ignored is no difference, one that is matched counts as what it is here', async () => {
  await labelFirst();
  runId = await run();
  const modelSha256 = assertExists((await t.engine.call('runs.list', {}))[0], 'a run').modelSha256;
  await t.engine.call('classes.match', { modelSha256, className: 'fibre', classId: 'ignore' });
  await t.engine.call('classes.match', { modelSha256, className: 'cell', classId: dirt });
  expect(await compare()).toMatchObject({
    ...{ predictions: 3, agreed: 1, counts: { missing: 0, extra: 1, lowOverlap: 1, otherClass: 1 } },
  });
});

test('a run that is not there is told of', async () => {
  runId = 77 as RunId;
  await expect(compare()).rejects.toMatchObject({ code: 'run.notFound' });
  await expect(
    t.engine.call('runs.differences', { runId, itemId: assertExists(items[0], 'an image') }),
  ).rejects.toMatchObject({
    code: 'run.notFound',
  });
});
