import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { pointsBounds } from '#shared/geometry/rings.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { SmartAnswer } from '#shared/model/smartAnswer.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { writeEfficientSam, writeSam2 } from '#tests/support/writePromptModels.ts';

let t: TestEngine;
let itemId: ItemId;

/** 80 x 40, black on the left, white on the right. */
beforeEach(async () => {
  t = startEngine();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  const white = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 80, height: 40, channels: 3, background: 'black' } })
    .composite([{ input: white, left: 40, top: 0 }])
    .png()
    .toFile(path.join(images, 'halves.png'));
  await t.create('p', images);
  await t.settled();
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  itemId = assertExists(items[0], 'one image').id;
});
afterEach(() => t.close());

const add = (file: string) => t.engine.call('models.add', { file: t.engine.grants.add(file).id });
const ask = (modelSha256: string, points: [number, number][], box: [number, number, number, number] | null = null) =>
  t.engine.call('smart.segment', {
    ...{ modelSha256, itemId },
    prompt: { box, points: points.map(([x, y]) => ({ point: imagePoint(x, y), isInside: true })) },
  });
const boundsOf = ({ area }: SmartAnswer) => pointsBounds(area.flat(2));

test('SAM 2: three tensors of the encoder reach the decoder, the image is stretched, and small masks are brought to its size', async () => {
  const model = await add(writeSam2(path.join(t.home, 'models')));
  expect(model.card).toMatchObject({
    ...{ family: 'sam', task: 'interactive', output: { layout: 'sam2' } },
    input: { widthPx: 8, heightPx: 8, resize: 'stretch', channels: 'RGB' },
  });
  expect(await t.engine.call('smart.prepare', { modelSha256: model.sha256, itemId })).toEqual({ isThere: false });
  // One in eight and one in five: 60 / 10 + 20 / 5. Without a point that means nothing beside it.
  const answer = await ask(model.sha256, [[60, 20]]);
  expect(answer.score).toBeCloseTo(6 + 4, 5);
  // Between the middles of the fourth and the fifth column, at 35 and 45, black (-5.958) meets white (7.318): at 39.49. The
  // first pixel whose middle lies beyond is the fortieth.
  expect(boundsOf(answer).map(Math.round)).toEqual([39, 0, 41, 40]);
  // A box is two points: (20 + 60) / 10 + (10 + 30) / 5.
  expect((await ask(model.sha256, [], [20, 10, 40, 20])).score).toBeCloseTo(16, 5);
  // All three are kept, and read again by a process that has nothing in memory.
  const folder = path.join(t.home, 'cache', 'embeddings-2');
  const [file] = readdirSync(folder);
  const kept = readFileSync(path.join(folder, assertExists(file, 'one embedding')));
  for (const name of ['high_res_feats_0', 'high_res_feats_1', 'image_embed']) expect(kept.includes(name)).toBe(true);
  const { child } = assertExists(
    t.children.find(({ kind }) => kind === 'inference'),
    'it runs',
  );
  process.kill(assertExists(child.pid, 'it runs'), 'SIGKILL');
  expect(await t.engine.call('smart.prepare', { modelSha256: model.sha256, itemId })).toEqual({ isThere: true });
  expect(await ask(model.sha256, [[60, 20]])).toEqual(answer);
});

test('EfficientSAM: its image is 0..1, its points are in pixels of the mask, and sizes are whole numbers', async () => {
  const model = await add(writeEfficientSam(path.join(t.home, 'models')));
  expect(model.card).toMatchObject({
    ...{ family: 'sam', output: { layout: 'efficient-sam' } },
    input: { resize: 'stretch', scale: 1 / 255, mean: [0], std: [1] },
  });
  const answer = await ask(model.sha256, [[60, 20]]);
  expect(answer.score).toBeCloseTo(80, 4);
  // Half of the image is white: the sum is positive, and so is the mask everywhere.
  expect(boundsOf(answer).map(Math.round)).toEqual([0, 0, 80, 40]);
  expect((await ask(model.sha256, [], [20, 10, 40, 20])).score).toBeCloseTo(20 + 10 + 60 + 30, 4);
});
