import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { QuantizedVector } from '#shared/model/embedding.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { message, text, weights } from '#tests/support/onnxBytes.ts';
import type { OnnxNode } from '#tests/support/onnxBytes.ts';
import { readImage, resizeLinear } from '#tests/support/reference/readImage.ts';
import { runOnnx } from '#tests/support/reference/runOnnx.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startInference } from '#tests/support/startInference.ts';

const data = sharedData('models') && sharedData('images');
const at = (relative: string): string => sharedData(relative) ?? '';

function temporary(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-embedding-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const floatsOf = ({ scale, values }: QuantizedVector): number[] => Array.from(values, (value) => value * scale);

/** To the step of a byte, for what was computed from the same pixels. */
function expectSame(found: QuantizedVector | undefined, wanted: readonly number[], slack = 1e-4): void {
  if (!found) throw new Error('there is a vector');
  expect(found.values).toHaveLength(wanted.length);
  for (const [index, value] of floatsOf(found).entries())
    expect(Math.abs(value - (wanted[index] ?? 0))).toBeLessThanOrEqual(found.scale / 2 + slack);
}

/** A file of noise, as large as asked: no two parts of it are alike. */
async function noise(folder: string, width: number, height: number): Promise<string> {
  const file = path.join(folder, `noise-${width}.png`);
  const pixels = Uint8Array.from(
    { length: width * height * 3 },
    (_, index) => (index * 7919 + (index >> 4) * 104729) % 256,
  );
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
  return file;
}

const wave = (count: number, step: number): Uint8Array =>
  new Uint8Array(Float32Array.from({ length: count }, (_, index) => Math.sin(index * step)).buffer);
const body: OnnxNode[] = [
  { op: 'Conv', from: ['x', 'kernels'], to: 'maps' },
  { op: 'Relu', from: ['maps'], to: 'active' },
  { op: 'GlobalAveragePool', from: ['active'], to: 'means' },
  { op: 'Flatten', from: ['means'], to: 'inner' },
];
const bodyWeights = weights('kernels', [6, 3, 3, 3], wave(162, 0.7));
const classifier = makeOnnx({
  input: [1, 3, 8, 8],
  output: [1, 2],
  nodes: [
    ...body,
    { op: 'MatMul', from: ['inner', 'head'], to: 'logits' },
    { op: 'Softmax', from: ['logits'], to: 'y' },
  ],
  more: [...bodyWeights, ...weights('head', [6, 2], wave(12, 1.3))],
});
/** The same without the head, so that the runtime gives its inner tensor by itself. */
const innerAlone = makeOnnx({
  input: [1, 3, 8, 8],
  output: [1, 6],
  nodes: [...body, { op: 'Identity', from: ['inner'], to: 'y' }],
  more: bodyWeights,
});

function writeModels(folder: string): { readonly model: string; readonly inner: string } {
  const [model, inner] = [path.join(folder, 'classifier.onnx'), path.join(folder, 'inner.onnx')];
  writeFileSync(model, classifier);
  writeFileSync(inner, innerAlone);
  return { model, inner };
}
const unit = { input: { scale: 1 / 255, mean: [0], std: [1], resize: 'stretch' } };

/** Colour by colour, 0..1, of an 8 x 8 part that needs no scaling. */
async function planesOf(image: string, left: number, top: number): Promise<number[]> {
  const { rgb, width } = await readImage(image);
  return [0, 1, 2].flatMap((plane) =>
    Array.from({ length: 64 }, (_, index) => {
      const place = (top + Math.floor(index / 8)) * width + left + (index % 8);
      return (rgb[place * 3 + plane] ?? 0) / 255;
    }),
  );
}

test('an embedding is the inner tensor that the unedited runtime computes', async () => {
  const folder = temporary();
  const { model, inner } = writeModels(folder);
  const image = await noise(folder, 8, 8);
  const inference = startInference();
  const card = await inference.cardOf(model, unit);
  const [found] = await inference.embed(model, card, image, [null]);
  const values = await planesOf(image, 0, 0);
  const wanted = await runOnnx(inner, { x: { type: 'float32', dims: [1, 3, 8, 8], values } });
  expectSame(found, [...(wanted.y ?? [])]);
});

test('of regions, what the model says of them as if they were images, in the order they were asked', async () => {
  const folder = temporary();
  const { model, inner } = writeModels(folder);
  const image = await noise(folder, 40, 30);
  const inference = startInference();
  const card = await inference.cardOf(model, unit);
  const places = [
    [3, 5],
    [32, 22],
  ] as const;
  const found = await inference.embed(
    model,
    card,
    image,
    places.map(([left, top]) => [left, top, 8, 8] as const),
  );
  for (const [index, [left, top]] of places.entries()) {
    const values = await planesOf(image, left, top);
    const wanted = await runOnnx(inner, { x: { type: 'float32', dims: [1, 3, 8, 8], values } });
    expectSame(found[index], [...(wanted.y ?? [])]);
  }
});

test('a card may name another tensor, whose places are averaged; one that is not there describes nothing', async () => {
  const folder = temporary();
  const { model } = writeModels(folder);
  const image = await noise(folder, 8, 8);
  const inference = startInference();
  const card = await inference.cardOf(model, { ...unit, output: { embedding: 'active' } });
  const [named] = await inference.embed(model, card, image, [null]);
  const [found] = await inference.embed(model, await inference.cardOf(model, unit), image, [null]);
  // Their means are the tensor that is found.
  expect(named?.values).toEqual(found?.values);
  expect(named?.scale).toBeCloseTo(found?.scale ?? 0, 8);
  const wrong = await inference.cardOf(model, { ...unit, output: { embedding: 'no such' } });
  await expect(inference.embed(model, wrong, image, [null])).rejects.toMatchObject({ code: 'embedding.none' });
});

test.skipIf(!data)('of a real classifier, with its own numbers (MobileNet v1)', async () => {
  const folder = temporary();
  const model = at('models/mobilenet_v1_0.25_128_nchw.onnx');
  const image = path.join(folder, 'fitted.png');
  await sharp(at('images/coco/images/train2017/000000000471.jpg'))
    .resize(128, 128, { fit: 'fill' })
    .png()
    .toFile(image);
  const inference = startInference();
  const card = await inference.cardOf(model);
  const [found] = await inference.embed(model, card, image, [null]);
  // A second `graph` in a protobuf is merged with the first: one more output, and nothing of ours between.
  const edited = path.join(folder, 'edited.onnx');
  const oneMore = Uint8Array.from(message(7, message(12, text(1, 'clip_166'))));
  writeFileSync(edited, Buffer.concat([readFileSync(model), oneMore]));
  const { rgb } = resizeLinear(await readImage(image), 128, 128);
  const values = [0, 1, 2].flatMap((plane) =>
    Array.from({ length: 128 * 128 }, (_, place) => ((rgb[place * 3 + plane] ?? 0) - 127.5) / 127.5),
  );
  const { clip_166: wanted } = await runOnnx(edited, { input: { type: 'float32', dims: [1, 3, 128, 128], values } });
  expect(wanted).toHaveLength(256);
  expectSame(found, [...(wanted ?? [])], 1e-3);
});

test.skipIf(!data).each([
  ['mnist.onnx', 256],
  ['squeezenet1_fp16.onnx', 512],
  ['mobilenet_v2_1.0_224_uint8_nhwc.onnx', 1280],
])('%s describes a photo in %i numbers, and another photo in others', async (file, length) => {
  const inference = startInference();
  const model = at(`models/${file}`);
  const card = await inference.cardOf(model);
  const photos = ['train2017/000000000471', 'val2017/000000007281'].map((name) => at(`images/coco/images/${name}.jpg`));
  const [first, second] = await Promise.all(photos.map((photo) => inference.embed(model, card, photo, [null])));
  expect(first?.[0]?.values).toHaveLength(length);
  expect(first).not.toEqual(second);
  expect(await inference.embed(model, card, photos[0] ?? '', [null])).toEqual(first);
});
