import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acceptProposal, acceptRest, correctProposal, rejectProposal } from '#shared/actions/decide.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { Change } from '#shared/change/change.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import { skeletonTemplates } from '#shared/model/skeletonTemplates.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { makeId } from '#tests/support/factories.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import {
  makeMaskRcnnModel,
  makeObbModel,
  makePoseModel,
  makeSegmentModel,
  makeYoloSegmentModel,
} from '#tests/support/shapeModels.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let models: string;
beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  models = path.join(t.home, 'models');
  mkdirSync(images);
  // 640 x 480: ten and seven and a half times as large as the models' input, or, in a letterbox, ten.
  copySampleImages(images, 1);
  await t.create('p', images, ['cell', 'dirt']);
  await t.settled();
});
afterEach(() => t.close());

async function run(file: string): Promise<void> {
  const model = await t.engine.call('models.add', { file: t.engine.grants.add(file).id });
  const { jobId } = await t.engine.call('runs.start', { modelSha256: model.sha256 });
  expect(await t.ended(jobId)).toMatchObject({ state: 'done', done: 1, failed: 0 });
}

async function read(): Promise<ItemDocument> {
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  return t.engine.call('items.document', { itemId: assertExists(items[0], 'an image').id });
}

async function apply(change: Change): Promise<void> {
  const { item } = await read();
  const edit = { itemId: item.id, baseRevision: item.revision, change, label: 'Decide' };
  expect(await t.engine.call('annotations.apply', edit)).toMatchObject({ ok: true });
}

const input = { newId: makeId, durationMs: 1 };
const areaOf = (shape: Shape): number => geometryOf(shape).area(shape);

async function acceptOne(proposal: Prediction): Promise<void> {
  const classId = assertExists(proposal.classId, 'its class is in the project');
  await apply(acceptProposal(await read(), proposal, { ...input, classId }));
}

async function exported(what: 'annotations' | 'predictions', name: string): Promise<Record<string, unknown>[]> {
  const folder = path.join(t.home, name);
  const place = { format: 'coco', folder: t.engine.grants.add(folder).id, what } as const;
  const { jobId } = await t.engine.call('exports.start', { ...place, stages: ['new', 'in progress', 'labeled'] });
  expect((await t.ended(jobId)).state).toBe('done');
  const text = readFileSync(path.join(folder, 'annotations.json'), 'utf8');
  return (JSON.parse(text) as { annotations: Record<string, unknown>[] }).annotations;
}

for (const as of ['polygon', 'mask'] as const)
  test(`regions as ${as}s are proposed, decided, found again by their outline, and exported`, async () => {
    await run(makeSegmentModel(models, as));
    const { predictions } = await read();
    expect(predictions.map(({ className, shape }) => [className, shape.kind]).sort()).toEqual([
      ['cell', as],
      ['dirt', as],
    ]);
    const [cell, dirt] = ['cell', 'dirt'].map((name) => predictions.find(({ className }) => className === name)) as [
      Prediction,
      Prediction,
    ];
    // A ring between radii of 6 and 16 of 64, on an image 10 and 7.5 times as large.
    expect(Math.abs(areaOf(cell.shape) / (Math.PI * (256 - 36) * 75) - 1)).toBeLessThan(0.04);
    if (cell.shape.kind === 'polygon') expect(cell.shape.rings).toHaveLength(2);

    await acceptOne(cell);
    await apply(rejectProposal(await read(), dirt, input));
    // The same as the other kind of shape, and the same again: outlines tell that all of it is decided.
    for (const again of [as === 'mask' ? 'polygon' : 'mask', as] as const) {
      await run(makeSegmentModel(models, again));
      expect((await read()).predictions).toEqual([]);
    }

    const [label] = await exported('annotations', 'labels');
    const isRuns = !Array.isArray(label?.segmentation);
    // COCO's polygons have no holes: the ring is run lengths either way.
    expect(isRuns).toBe(true);
    expect(label).toMatchObject({ iscrowd: 0, category_id: 1 });
    const guesses = await exported('predictions', 'guesses');
    expect(guesses).toHaveLength(2);
    expect(guesses.every(({ score }) => Number(score) > 0.8)).toBe(true);
    expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
  });

test('an object that was corrected to a box is known in the next run', async () => {
  await run(makeYoloSegmentModel(models, 'mask'));
  const { predictions } = await read();
  const [only, ...others] = predictions;
  expect(others).toEqual([]);
  const proposal = assertExists(only, 'one object');
  // A disc of 16 pixels of the input, ten image pixels each.
  expect(Math.abs(areaOf(proposal.shape) / (Math.PI * 160 ** 2) - 1)).toBeLessThan(0.04);
  const shape: Shape = { kind: 'box', box: [160, 80, 320, 320] };
  await apply(
    correctProposal(await read(), proposal, { ...input, classId: assertExists(proposal.classId, 'known'), shape }),
  );
  await run(makeYoloSegmentModel(models, 'polygon'));
  // A box is compared by the box around the polygon.
  expect((await read()).predictions).toEqual([]);
});

test('a pose becomes keypoints of its class, whatever the class calls its joints', async () => {
  await run(makePoseModel(models));
  const document = await read();
  expect(document.modelSkeleton?.joints.map(({ name }) => name)).toEqual(['1', '2', '3']);
  const proposal = assertExists(document.predictions[0], 'one pose');
  expect(proposal.shape).toMatchObject({
    kind: 'keypoints',
    joints: [
      { id: '1', visibility: 'visible', x: 200, y: 220 },
      { id: '2', visibility: 'visible', x: 400, y: 220 },
      { id: '3', visibility: 'unlabeled' },
    ],
  });
  const classId = assertExists(proposal.classId, 'known');
  // Without joints in the class COCO has no place for them, and says so.
  const asked = { format: 'coco', what: 'predictions', stages: ['new'] } as const;
  const lost = (await t.engine.call('exports.preview', { ...asked, stages: [...asked.stages] })).losses;
  expect(lost.map(({ reason, name, count }) => [reason, name, count])).toEqual([
    ['joint', '1', 1],
    ['joint', '2', 1],
  ]);
  const joints = skeletonTemplates.person.joints.slice(0, 3);
  await t.engine.call('classes.update', { classId, skeleton: { joints: [...joints], edges: [] } });
  const classes = await t.engine.call('classes.list', {});
  const skeletonOf = (id: number) => classes.find((one) => one.id === id)?.skeleton;
  expect(await exported('predictions', 'guesses')).toMatchObject([
    { num_keypoints: 2, keypoints: [200, 220, 2, 400, 220, 2, 0, 0, 0] },
  ]);
  await apply(acceptRest(await read(), { ...input, skeletonOf }));
  const after = await read();
  expect(after.annotations).toMatchObject([{ shape: { kind: 'keypoints', joints: joints.map(({ id }) => ({ id })) } }]);
  await run(makePoseModel(models));
  expect((await read()).predictions).toEqual([]);
  expect(await exported('annotations', 'labels')).toMatchObject([
    { num_keypoints: 2, keypoints: [200, 220, 2, 400, 220, 2, 0, 0, 0] },
  ]);
  expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
});

test('turned boxes across each other are two objects, also when one is decided', async () => {
  await run(makeObbModel(models));
  const { predictions } = await read();
  expect(predictions).toHaveLength(2);
  const best = assertExists(predictions.at(-1), 'two boxes');
  const round = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e4) / 1e4);
  expect(best.shape.kind === 'rotatedBox' && [round(best.shape.centre), round(best.shape.size)]).toEqual([
    [320, 240],
    [400, 60],
  ]);
  expect(best.shape.kind === 'rotatedBox' && best.shape.angle).toBeCloseTo(0.5, 5);
  await acceptOne(best);
  await run(makeObbModel(models));
  expect((await read()).predictions).toMatchObject([{ score: expect.closeTo(0.8, 5) as number }]);
});

test('a model that takes an image instead of a batch, and gives whole numbers, is run', async () => {
  await run(makeMaskRcnnModel(models));
  const { predictions } = await read();
  expect(predictions).toMatchObject([{ className: 'cell', shape: { kind: 'polygon' } }]);
  // At the top left of the input, ten image pixels each.
  expect(geometryOf(predictions[0]!.shape).bounds(predictions[0]!.shape)).toEqual([160, 160, 320, 320]);
});
