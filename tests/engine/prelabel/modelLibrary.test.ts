import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { knownCards } from '#models/cards/cardRegistry.ts';
import { makeDarknessModel } from '#tests/support/makeDarknessModel.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';

async function start() {
  const t = startEngine();
  onTestFinished(() => t.close());
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  await t.create('p', images);
  const add = (file: string): Promise<ModelInfo> => t.engine.call('models.add', { file: t.engine.grants.add(file).id });
  const added = async (): Promise<readonly ModelInfo[]> =>
    (await t.engine.call('models.list', {})).filter(({ builtin }) => !builtin);
  return { t, add, added };
}

test('a model that was moved, or got another card, is used as it is now', async () => {
  const { t, add, added } = await start();
  const file = makeDarknessModel(t.home);
  const first = await add(file);
  expect(first).toMatchObject({ path: file, card: { classes: ['a', 'b', 'c'] } });

  // Moved without its card: the card that is known stays.
  const moved = path.join(t.home, 'moved.onnx');
  renameSync(file, moved);
  expect(await add(moved)).toEqual({ ...first, path: moved });

  // With a corrected card.
  writeFileSync(
    path.join(t.home, 'moved.json'),
    JSON.stringify({ ...first.card, name: 'day and night', classes: ['day', 'dusk', 'night'] }),
  );
  const corrected = await add(moved);
  expect(corrected).toMatchObject({ id: first.id, name: 'day and night', card: { classes: ['day', 'dusk', 'night'] } });
  expect(await added()).toEqual([corrected]);

  // Nothing new: nothing is written.
  const { entries } = await t.engine.call('projects.verify', {});
  expect(await add(moved)).toEqual(corrected);
  expect(await t.engine.call('projects.verify', {})).toMatchObject({ ok: true, entries, differences: [] });
  const labels = (await t.engine.call('history.list', {})).map(({ label }) => label);
  expect(labels.slice(0, 3)).toEqual(['Update model day and night', 'Update model darkness', 'Add model darkness']);
});

test('a model that wants several images at once is refused with a way out, whatever its card says', async () => {
  const { t, add, added } = await start();
  const file = path.join(t.home, 'four.onnx');
  const nodes = [{ op: 'GlobalAveragePool', from: ['x'], to: 'y' }];
  writeFileSync(file, makeOnnx({ input: [4, 3, 8, 8], output: [4, 3, 1, 1], nodes }));
  const refusal = { code: 'model.fixedBatch', details: { batch: 4 }, hint: expect.stringMatching(/dynamic/) as string };
  await expect(add(file)).rejects.toMatchObject(refusal);
  writeFileSync(path.join(t.home, 'four.json'), JSON.stringify({ classes: ['a', 'b', 'c'] }));
  await expect(add(file)).rejects.toMatchObject(refusal);
  expect(await added()).toEqual([]);
});

const models = sharedData('models');
test.skipIf(!models)('public files whose card is known need nothing typed, and say where they are from', async () => {
  const { add } = await start();
  const files = [
    'yolox_nano',
    'nanodet_m_320',
    'deimv2_atto_coco',
    'fastestdet',
    'ultraface_rfb_320',
    'squeezenet1_fp16',
    'mnist',
    'mobilenet_v2_1.0_224_uint8_nhwc',
    'mobilenet_v1_0.25_128_nchw',
  ];
  const added = await Promise.all(files.map((file) => add(path.join(models ?? '', `${file}.onnx`))));
  expect(added.map(({ name }) => name).sort()).toEqual(knownCards.map(({ name }) => name).sort());
  for (const { card, name } of added) {
    const known = knownCards.find(({ sha256 }) => sha256 === card.sha256);
    expect(card, name).toMatchObject({ ...known, classes: expect.any(Array) as unknown });
  }
});
