import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import type { JobId } from '#shared/model/ids.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { weights } from '#tests/support/onnxBytes.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let modelSha256: string;
let folder: string;
beforeEach(async () => {
  t = startEngine();
  folder = path.join(t.home, 'models');
  mkdirSync(folder);
  copySampleImages(path.join(t.home, 'images'), 12);
  await t.create('p', path.join(t.home, 'images'));
  await t.settled();
  modelSha256 = assertExists((await t.engine.call('models.list', {}))[0], 'it ships').sha256;
});
afterEach(() => t.close());

const at = (name: string): string => path.join(folder, name);
const grant = (file: string) => t.engine.grants.add(file).id;
const start = (name: string, sha256 = modelSha256): Promise<{ jobId: JobId }> =>
  t.engine.call('models.quantize', { modelSha256: sha256, images: 8, file: grant(at(name)) });
const leftOver = (): string[] => readdirSync(path.join(t.home, 'cache')).filter((name) => name.startsWith('quantize'));

test('the model that ships becomes a third of its size and finds the same, as its card says; the project stays as it is', async () => {
  const { jobId } = await start('small.onnx');
  expect(await t.engine.call('models.quantized', { jobId })).toBeNull();
  expect(await t.ended(jobId)).toMatchObject({ state: 'done', note: at('small.onnx') });
  const report = assertExists(await t.engine.call('models.quantized', { jobId }), 'it is done');
  expect(report).toMatchObject({ isRefused: false, measure: 'objects', calibrationImages: 8, heldBackImages: 4 });
  expect(report.agreement).toBeGreaterThanOrEqual(0.98);
  expect(report.sizeRatio).toBeLessThan(0.35);
  expect(report.compared).toBeGreaterThan(20);

  const bytes = readFileSync(at('small.onnx'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const card = modelCardSchema.parse(JSON.parse(readFileSync(at('small.json'), 'utf8')));
  expect(card).toMatchObject({ name: 'cells.int8', sha256, evaluation: { 'float model sha256': modelSha256 } });
  expect([readdirSync(folder).sort(), leftOver()]).toEqual([['small.json', 'small.onnx'], []]);
  expect((await t.engine.call('models.list', {})).map(({ name }) => name)).toEqual(['cells']);

  const added = await t.engine.call('models.addQuantized', { jobId });
  expect((await t.engine.call('models.list', {})).map(({ name }) => name)).toEqual(['cells', 'cells.int8']);
  expect(added.card.evaluation).toMatchObject({ verdict: 'good' });
  await expect(start('smaller.onnx', added.sha256)).rejects.toMatchObject({ code: 'quantize.alreadyQuantized' });
  await expect(start('small.onnx')).rejects.toMatchObject({ code: 'quantize.targetExists' });
});

test('cancelled, or killed, it leaves nothing behind, and can be begun anew', async () => {
  const first = await start('a.onnx');
  await t.until(async () => ((await t.engine.call('jobs.list', {}))[0]?.done ?? 0) > 2, 'it has begun');
  await expect(start('b.onnx')).rejects.toMatchObject({ code: 'run.busy' });
  await t.engine.call('jobs.cancel', { jobId: first.jobId });
  expect(await t.ended(first.jobId)).toMatchObject({ state: 'cancelled' });
  expect([readdirSync(folder), leftOver()]).toEqual([[], []]);

  const second = await start('a.onnx');
  await t.until(async () => ((await t.engine.call('jobs.list', {}))[0]?.done ?? 0) > 2, 'it has begun again');
  for (const { kind, child } of t.children) if (kind === 'inference') child.kill();
  expect(await t.ended(second.jobId)).toMatchObject({ state: 'failed', error: { code: 'model.crashed' } });
  expect([readdirSync(folder), leftOver()]).toEqual([[], []]);
});

test('a process that was killed while it published leaves no card without its model', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = path.join(t.home, 'cache', `quantize-${pid}`);
  mkdirSync(left);
  const [modelFile, temporary, sha256] = [at('half.onnx'), at('half.onnx.1.tmp'), 'a'.repeat(64)];
  writeFileSync(path.join(left, 'publishing.json'), JSON.stringify({ modelFile, temporary, sha256 }));
  writeFileSync(temporary, 'some of it');
  writeFileSync(at('half.json'), JSON.stringify({ sha256 }));
  writeFileSync(at('own.json'), '{}');
  await t.create('q', path.join(t.home, 'images'));
  expect([readdirSync(folder), leftOver()]).toEqual([['own.json'], []]);

  // It was killed when all was written, or a person has put a card of his own there since: both are kept.
  for (const [name, card] of [
    ['whole', sha256],
    ['other', 'b'.repeat(64)],
  ] as const) {
    mkdirSync(left);
    const note = { modelFile: at(`${name}.onnx`), temporary, sha256 };
    writeFileSync(path.join(left, 'publishing.json'), JSON.stringify(note));
    writeFileSync(at(`${name}.json`), JSON.stringify({ sha256: card }));
    if (name === 'whole') writeFileSync(at('whole.onnx'), 'all of it');
    await t.create(name, path.join(t.home, 'images'));
  }
  expect(readdirSync(folder).sort()).toEqual(['other.json', 'own.json', 'whole.json', 'whole.onnx']);
});

test('it says why where a model can not be quantized', async () => {
  const input = { widthPx: 8, heightPx: 8, layout: 'NCHW', dtype: 'float32', channels: 'GRAY', scale: 1, mean: [0] };
  const card = {
    ...{ family: 'classify', task: 'classify', classes: ['a'], output: {}, name: 'made' },
    input: { ...input, std: [1], resize: 'stretch', pad: 0 },
  };
  const add = async (name: string, bytes: Uint8Array): Promise<string> => {
    writeFileSync(at(name), bytes);
    writeFileSync(at(name.replace('.onnx', '.json')), JSON.stringify(card));
    return (await t.engine.call('models.add', { file: grant(at(name)) })).sha256;
  };
  const mean = { op: 'GlobalAveragePool', from: ['x'], to: 'm' };
  const flat = { op: 'Flatten', from: ['m'], to: 'y' };
  const nothing = await add('nothing.onnx', makeOnnx({ input: [1, 1, 8, 8], output: [1, 1], nodes: [mean, flat] }));
  await expect(start('x.onnx', nothing)).rejects.toMatchObject({ code: 'quantize.nothing' });
  const kernel = weights('w', [1, 1, 1, 1], new Uint8Array(Float32Array.of(1).buffer));
  const conv = { op: 'Conv', from: ['x', 'w'], to: 'c' };
  const open = makeOnnx({
    ...{ input: [1, 1, 'height', 'width'], output: [1, 1], more: kernel },
    nodes: [conv, { ...mean, from: ['c'] }, flat],
  });
  await expect(start('x.onnx', await add('open.onnx', open))).rejects.toMatchObject({ code: 'quantize.dynamicShape' });
  expect(existsSync(at('x.onnx'))).toBe(false);
});

test('of too few images nothing can be learned', async () => {
  const few = path.join(t.home, 'few');
  copySampleImages(few, 3);
  await t.create('q', few);
  await t.settled();
  await expect(start('x.onnx')).rejects.toMatchObject({ code: 'quantize.tooFewImages', details: { found: 3 } });
});

const half = sharedData('models/squeezenet1_fp16.onnx');
test.skipIf(!half)('a model of half floats is no float model', async () => {
  copyFileSync(half ?? '', at('half.onnx'));
  const { sha256 } = await t.engine.call('models.add', { file: grant(at('half.onnx')) });
  await expect(start('x.onnx', sha256)).rejects.toMatchObject({ code: 'quantize.halfFloats' });
});

const classifier = sharedData('models/mobilenet_v1_0.25_128_nchw.onnx');
test.skipIf(!classifier)('a model that loses more than 2 % is written, and says that it is refused', async () => {
  copyFileSync(classifier ?? '', at('tiny.onnx'));
  const { sha256 } = await t.engine.call('models.add', { file: grant(at('tiny.onnx')) });
  // Of blood cells a model of everyday things says something else each time.
  const { jobId } = await start('tiny.int8.onnx', sha256);
  expect(await t.ended(jobId)).toMatchObject({ state: 'done' });
  const report = assertExists(await t.engine.call('models.quantized', { jobId }), 'it is done');
  expect(report.sizeRatio).toBeLessThan(0.5);
  expect(report.isRefused).toBe(report.loss > 0.02);
  expect(report.card.evaluation?.verdict).toMatch(report.isRefused ? /^refused as default/ : /^good$/);
});
