import { readFileSync } from 'node:fs';
import type { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { decodeModel, encodeModel } from '#models/onnx/editModel.ts';
import { foldInput } from '#models/onnx/foldInput.ts';
import { readSignature } from '#models/onnx/readSignature.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { weights } from '#tests/support/onnxBytes.ts';
import { loadRuntime } from '#tests/support/reference/runOnnx.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startInference } from '#tests/support/startInference.ts';
import { prepareModel } from '../../../electron/inference/prepareModel.ts';

type Input = ModelCard['input'];

/** Any pixels, RGB or grey, row by row. */
const madePixels = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, at) => (at * 7919) % 256);

/** The binary16 bits of a number that binary16 holds, or comes near. */
function toBinary16(value: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer)[0] as number;
  const exponent = ((word >>> 23) & 0xff) - 112;
  if (exponent <= 0) return (word >>> 16) & 0x8000;
  return ((word >>> 16) & 0x8000) | ((exponent << 10) + ((word & 0x7fffff) >>> 13) + ((word >>> 12) & 1));
}

interface Fed {
  readonly data: Float32Array | Uint16Array | Uint8Array;
  readonly dims: readonly number[];
}

/** What the card says of each pixel, number by number. */
function toTensor({ widthPx, heightPx, layout, channels, scale, mean, std, dtype }: Input, pixels: Uint8Array): Fed {
  const planes = channels === 'GRAY' ? 1 : 3;
  const values = new Float32Array(planes * widthPx * heightPx);
  for (let at = 0; at < widthPx * heightPx; at += 1)
    for (let plane = 0; plane < planes; plane += 1) {
      const pixel = pixels[at * planes + (channels === 'BGR' ? 2 - plane : plane)] as number;
      const value = (pixel * scale - (mean[plane] ?? mean[0] ?? 0)) / (std[plane] ?? std[0] ?? 1);
      values[layout === 'NCHW' ? plane * widthPx * heightPx + at : at * planes + plane] = value;
    }
  const dims = layout === 'NCHW' ? [1, planes, heightPx, widthPx] : [1, heightPx, widthPx, planes];
  return { dims, data: dtype === 'float16' ? Uint16Array.from(values, toBinary16) : values };
}

/** Of the outputs in order. */
async function run(
  bytes: Uint8Array,
  { input }: Pick<ModelCard, 'input'>,
  { data, dims }: Fed,
): Promise<(readonly number[])[]> {
  const ort = await loadRuntime();
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  try {
    const extras = new Map((input.extra ?? []).map((extra) => [extra.name, extra]));
    const feeds: Record<string, Tensor> = {};
    for (const name of session.inputNames) {
      const extra = extras.get(name);
      // The size of the image, in each model of the shared data that asks for more than pixels.
      feeds[name] = extra
        ? new ort.Tensor('int64', BigInt64Array.of(640n, 480n), extra.shape)
        : new ort.Tensor(input.dtype as 'float32', data as Float32Array, dims);
    }
    const results = await session.run(feeds);
    return session.outputNames.map((name) => Array.from(results[name]?.data as Float32Array, Number));
  } finally {
    await session.release();
  }
}

/** How far two answers are from each other, as a share of their largest number, or of one. */
function worst(wanted: readonly (readonly number[])[], found: readonly (readonly number[])[]): number {
  expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  return Math.max(
    ...wanted.map((values, output) => {
      const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      return (
        values.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[output]?.[at] ?? NaN))), 0) / size
      );
    }),
  );
}

const folded = [
  'deeplabv3_mnv2_dm05_voc_logits',
  'deimv2_atto_coco',
  'fastestdet',
  'mnist',
  'mobile_unet_portrait_128_nhwc',
  'mobilenet_v1_0.25_128_nchw',
  'nanodet_m_320',
  'prisma_person_seg',
  'ultraface_rfb_320',
  'yolox_nano',
  'squeezenet1_fp16',
].flatMap((name) => sharedData(`models/${name}.onnx`) ?? []);

test.each(folded)('%s says the same of pixels as of the numbers that its card makes of them', async (file) => {
  const card = await startInference().cardOf(file);
  const bytes = readFileSync(file);
  const prepared = assertExists(prepareModel(bytes, card), 'it can be prepared');
  const { widthPx, heightPx, channels, dtype } = card.input;
  expect(prepared.card.input).toMatchObject({ layout: 'NHWC', dtype: 'uint8', scale: 1, mean: [0], std: [1] });
  const planes = channels === 'GRAY' ? 1 : 3;
  const pixels = madePixels(planes * widthPx * heightPx);
  const wanted = await run(bytes, card, toTensor(card.input, pixels));
  const found = await run(prepared.bytes, prepared.card, { data: pixels, dims: [1, heightPx, widthPx, planes] });
  // Half precision has three digits.
  expect(worst(wanted, found)).toBeLessThan(dtype === 'float16' ? 2e-3 : 1e-5);
});

/** `y` is what reaches the model: the input itself. */
const through = (shape: readonly (number | string)[], inputType: 'float32' | 'uint8' = 'float32', opset = 13) =>
  makeOnnx({ input: shape, output: shape, nodes: [{ op: 'Identity', from: ['x'], to: 'y' }], inputType, opset });
const inputWith = (input: Partial<Input>): Input => ({
  ...{ widthPx: 3, heightPx: 2, layout: 'NCHW', dtype: 'float32', channels: 'RGB', resize: 'stretch', pad: 0 },
  ...{ scale: 1, mean: [0], std: [1], ...input },
});

test.each([
  [
    'planes, in the other order, each with its own mean and deviation',
    { channels: 'BGR', mean: [1, 2, 3], std: [2, 4, 8] },
  ],
  [
    'rows, in the other order, each with its own mean and deviation',
    { layout: 'NHWC', channels: 'BGR', mean: [1, 2, 3], std: [2, 4, 8] },
  ],
  ['grey', { channels: 'GRAY', scale: 1 / 255, mean: [0.5], std: [0.25] }],
  ['as they are', {}],
] as const)('a model is given %s, as its card says', async (_, said) => {
  const input = inputWith(said as Partial<Input>);
  const planes = input.channels === 'GRAY' ? 1 : 3;
  const shape = input.layout === 'NCHW' ? ['batch', planes, 'height', 3] : [1, 2, 3, planes];
  const model = assertExists(decodeModel(through(shape)), 'it is a model');
  const fed = assertExists(foldInput(model, input), 'it is folded');
  const bytes = encodeModel(model);
  expect(readSignature(bytes)?.inputs).toEqual([{ name: 'x', dtype: 'uint8', shape: [1, 2, 3, planes] }]);
  const pixels = madePixels(6 * planes);
  const [found = []] = await run(bytes, { input: fed }, { data: pixels, dims: [1, 2, 3, planes] });
  for (const [at, value] of toTensor(input, pixels).data.entries()) expect(found[at]).toBeCloseTo(value, 5);
});

test.each([
  ['bytes already', through([1, 3, 2, 3], 'uint8'), { dtype: 'uint8' }],
  ['of another size than its card says', through([1, 3, 4, 4]), {}],
  ['of another type than its card says', through([1, 3, 2, 3]), { dtype: 'float16' }],
  ['without a batch', through([3, 2, 3]), {}],
  ['older than numbers of different shapes', through([1, 3, 2, 3], 'float32', 6), {}],
  ['scaled by nothing', through([1, 3, 2, 3]), { scale: 0 }],
] as const)('a model whose input is %s is left as it is', (_, bytes, said) => {
  const model = assertExists(decodeModel(bytes), 'it is a model');
  const before = encodeModel(model);
  expect(foldInput(model, inputWith(said as Partial<Input>))).toBeNull();
  expect(encodeModel(model)).toEqual(before);
});

test('a model that keeps its numbers in other files, or is none, is not changed', () => {
  const more = weights('w', [1], { external: 'w.bin' });
  const input = inputWith({});
  const card = { input } as ModelCard;
  const nodes = [{ op: 'Identity', from: ['x'], to: 'y' }];
  const shape = [1, 3, 2, 3];
  expect(prepareModel(makeOnnx({ input: shape, output: shape, nodes, more }), card)).toBeNull();
  expect(prepareModel(Uint8Array.of(1, 2, 3), card)).toBeNull();
  expect(prepareModel(makeOnnx({ input: shape, output: shape, nodes }), card)).not.toBeNull();
});
