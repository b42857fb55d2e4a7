import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { assertExists } from '#shared/base/assert.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Device } from '#shared/model/run.ts';

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
  const nowhere = { modelPath: `${modelPath}.none`, card, device: 'cpu' as Device, threads: 1 };
  await expect(inference.call('load', nowhere)).rejects.toMatchObject({ code: 'model.notFound' });
  await predict(await load(card));
});

test('asked for any device, it takes the processor where no other works, and says why; asked for one, it refuses', async ({
  skip,
}) => {
  const { inference, card } = await start();
  const { devices } = await inference.call('devices', {});
  const accelerator: Device = ({ win32: 'directml', darwin: 'coreml' }[process.platform as string] as Device) ?? 'cuda';
  const reason = assertExists(
    devices.find(({ device }) => device === accelerator),
    'it is listed',
  ).detail;
  if (reason.startsWith('the runtime has it')) skip();
  const any = await inference.call('load', { modelPath, card, device: 'auto', threads: 2 });
  expect(any).toMatchObject({ device: 'cpu', fallback: `${accelerator} not used: ${reason}` });
  const one = inference.call('load', { modelPath, card, device: accelerator, threads: 2 });
  await expect(one).rejects.toMatchObject({ code: 'device.unavailable', details: { device: accelerator, reason } });
});
