/** A child of the telemetry test: loads the model that ships and labels one image, in a real inference process. */
import path from 'node:path';
import { silentLogger } from '#shared/base/log.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';

const launcher = createForkLauncher({
  execPath: process.execPath,
  entries: { inference: path.resolve('electron/inference/index.ts'), imaging: '' },
});
const inference = createSupervised<InferenceApi>(launcher, 'inference', { logger: silentLogger });
const modelPath = path.resolve('models/builtin/cells.onnx');
const { card } = await inference.call('inspect', { modelPath });
if (!card) throw new Error('the model that ships has a family');
const { sessionId } = await inference.call('load', { modelPath, card, device: 'cpu', threads: null });
const file = path.resolve('resources/samples/images/field-01.jpg');
const image = { itemId: 1, path: file, widthPx: 640, heightPx: 480, bitDepth: 8, contentHash: '' };
const { results } = await inference.call('predict', {
  sessionId,
  others: [],
  options: defaultRunOptions,
  scoreThreshold: 0.3,
  iouThreshold: 0.5,
  classThresholds: {},
  items: [image],
  upcoming: [],
});
// Telemetry is sent with a delay: time for it to happen, were it on.
await new Promise((resolve) => setTimeout(resolve, 3_000));
await inference.close();
console.log(`labeled ${results[0]?.result.ok ? results[0].result.predictions.length : 0}`);
