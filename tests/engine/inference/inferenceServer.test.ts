import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { assertExists } from '#shared/base/assert.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import type { UsedDevice } from '#shared/model/run.ts';

const modelPath = path.resolve('models/builtin/cells.onnx');

async function start(): Promise<{ inference: Supervised<InferenceApi>; card: ModelCard }> {
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { inference: path.resolve('electron/inference/index.ts'), imaging: '' },
  });
  const inference = createSupervised<InferenceApi>(launcher, 'inference', { logger: silentLogger });
  onTestFinished(() => inference.close());
  const { card } = await inference.call('inspect', { modelPath });
  return { inference, card: assertExists(card, 'the model that ships has a family') };
}

test('the same model is found warm, and another one takes its place', async () => {
  const { inference, card } = await start();
  const load = async (of: ModelCard): Promise<string> =>
    (await inference.call('load', { modelPath, card: of, device: 'cpu', threads: 1 })).sessionId;
  const predict = (sessionId: string): Promise<unknown> =>
    inference.call('predict', {
      sessionId,
      scoreThreshold: 0.5,
      iouThreshold: 0.5,
      classThresholds: {},
      others: [],
      options: defaultRunOptions,
      items: [],
      upcoming: [],
    });
  const first = await load(card);
  expect(await load(card)).toBe(first);
  await predict(first);
  const other = await load({ ...card, classes: ['a', 'b', 'c'] });
  expect(other).not.toBe(first);
  await predict(other);
  await expect(predict(first)).rejects.toMatchObject({ details: { reason: 'the model is not loaded' } });
  // A model that can't be loaded leaves none behind; the next one is loaded as ever.
  const nowhere = { modelPath: `${modelPath}.none`, card, device: 'cpu' as UsedDevice, threads: 1 };
  await expect(inference.call('load', nowhere)).rejects.toMatchObject({ code: 'model.notFound' });
  await predict(await load(card));
});

test('asked for a device that does not work here, it refuses with the reason; the model that was loaded stays', async ({
  skip,
}) => {
  const { inference, card } = await start();
  const { accelerators } = await inference.call('devices', {});
  const absent = accelerators.find(({ missing }) => missing !== null);
  if (!absent) return skip();
  const { device, missing } = absent;
  const model = { modelPath, card, threads: 2 };
  const { sessionId } = await inference.call('load', { ...model, device: 'cpu' });
  const { runMs } = await inference.call('measure', { sessionId });
  expect(runMs).toBeGreaterThan(0);
  expect(await inference.call('probe', { ...model, sessionId, device })).toEqual({ ok: false, reason: missing });
  expect(await inference.call('measure', { sessionId })).toMatchObject({ runMs: expect.any(Number) as number });
  const one = inference.call('load', { ...model, device });
  await expect(one).rejects.toMatchObject({ code: 'device.unavailable', details: { device, reason: missing } });
});

test('what accelerators the runtime has are tried for real, and say in a few words why they do not do', async () => {
  const { inference, card } = await start();
  const { accelerators } = await inference.call('devices', {});
  expect(accelerators.length).toBeGreaterThan(0);
  const model = { modelPath, card, threads: 2 };
  const { sessionId } = await inference.call('load', { ...model, device: 'cpu' });
  await inference.call('measure', { sessionId });
  for (const { device } of accelerators.filter(({ missing }) => missing === null)) {
    const result = await inference.call('probe', { ...model, sessionId, device });
    if (result.ok) expect(result.runMs).toBeGreaterThan(0);
    else {
      expect(result.reason).toMatch(/^\S.{5,300}[^.]$/);
      expect(result.reason).not.toMatch(/onnxruntime_src|lambda|device webgpu can not/);
    }
  }
});
