import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import type { Area } from '#shared/geometry/areas.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { pointsBounds } from '#shared/geometry/rings.ts';
import { runSpans } from '#shared/geometry/runs.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { areaToRuns } from '#shared/shapes/combineShapes.ts';
import { runOnnx } from '#tests/support/reference/runOnnx.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { oddModels } from './support/oddModels.ts';

const encoder = sharedData('models/click_encoder_SAMlike.onnx');
const decoder = sharedData('models/click_decoder_SAMlike.onnx');
const photo = sharedData('images/coco/images/val2017/000000000285.jpg');

/** A stand-in with SAM's interface, but other sizes, a stretched image, and no boxes. */
const card = {
  task: 'interactive',
  family: 'sam',
  input: { resize: 'stretch', mean: [127.5], std: [127.5] },
  output: { decoder: 'decoder.onnx', promptWidthPx: 512, promptHeightPx: 512, takesBoxes: false },
};

/** What the two files say, asked without any of our code: the mask's pixels, row by row. */
async function askDirectly(file: string, points: readonly (readonly [number, number, number])[]) {
  const { width, height } = await sharp(file).metadata();
  const raw = await sharp(file).resize(513, 513, { fit: 'fill', kernel: 'linear' }).removeAlpha().raw().toBuffer();
  const values = new Float32Array(3 * 513 * 513);
  for (let at = 0; at < 513 * 513; at += 1)
    for (let channel = 0; channel < 3; channel += 1)
      values[channel * 513 * 513 + at] = ((raw[3 * at + channel] as number) - 127.5) / 127.5;
  const floats = (numbers: readonly number[] | Float32Array, dims: readonly number[]) =>
    ({ type: 'float32', values: numbers, dims }) as const;
  const { image_embeddings: embedding } = await runOnnx(encoder ?? '', {
    input_image: floats(values, [1, 3, 513, 513]),
  });
  const coords = points.flatMap(([x, y]) => [(x * 512) / width, (y * 512) / height]);
  const { masks } = await runOnnx(decoder ?? '', {
    image_embeddings: floats(assertExists(embedding, 'the encoder gives it'), [1, 277, 65, 65]),
    point_coords: floats([...coords, 0, 0], [1, points.length + 1, 2]),
    point_labels: floats([...points.map(([, , label]) => label), -1], [1, points.length + 1]),
    mask_input: floats(new Float32Array(256 * 256), [1, 1, 256, 256]),
    has_mask_input: floats([0], [1]),
    orig_im_size: floats([height, width], [2]),
  });
  return { width, height, pixels: Array.from(assertExists(masks, 'the decoder gives it'), (value) => value > 0) };
}

/** The share of all pixels that an area and a mask see alike. */
function likeness(area: Area, { width, height, pixels }: Awaited<ReturnType<typeof askDirectly>>): number {
  const ours = new Array<boolean>(width * height).fill(false);
  for (const [x, y0, y1] of runSpans(areaToRuns(area, { width, height }), height))
    for (let y = y0; y < y1; y += 1) ours[y * width + x] = true;
  return ours.filter((isSet, at) => isSet === pixels[at]).length / ours.length;
}

describe.skipIf(!encoder || !decoder || !photo)('an interactive model in two files', () => {
  let t: TestEngine;
  let itemId: ItemId;
  let modelSha256: string;
  const file = (name: string): string => path.join(t.home, 'models', name);
  const add = () => t.engine.call('models.add', { file: t.engine.grants.add(file('encoder.onnx')).id });
  const segment = (points: readonly (readonly [number, number, number])[], box: number[] | null = null) =>
    t.engine.call('smart.segment', {
      modelSha256,
      itemId,
      prompt: {
        box: box as [number, number, number, number] | null,
        points: points.map(([x, y, label]) => ({ point: imagePoint(x, y), isInside: label === 1 })),
      },
    });
  const embeddings = (): string[] => {
    const folder = path.join(t.home, 'cache', 'embeddings-2');
    return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
  };

  beforeEach(async () => {
    t = startEngine();
    const images = path.join(t.home, 'images');
    mkdirSync(images);
    mkdirSync(path.join(t.home, 'models'));
    copyFileSync(photo ?? '', path.join(images, 'bear.jpg'));
    copyFileSync(encoder ?? '', file('encoder.onnx'));
    copyFileSync(decoder ?? '', file('decoder.onnx'));
    writeFileSync(file('encoder.json'), JSON.stringify(card));
    await t.create('p', images);
    await t.settled();
    const [item] = (await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 })).items;
    itemId = assertExists(item, 'one photo').id;
    ({ sha256: modelSha256 } = await add());
  });
  afterEach(() => t.close());

  test('points are answered as the files themselves answer them', async () => {
    const own = photo ?? '';
    for (const points of [
      [[256, 256, 1]],
      [
        [256, 256, 1],
        [40, 40, 0],
      ],
    ] as const) {
      const { area, score } = await segment(points);
      expect(likeness(area, await askDirectly(own, points))).toBeGreaterThanOrEqual(0.99);
      expect(score).toBeGreaterThan(0.5);
    }
  });

  test('the embedding is made once: later it comes from the disk, bit by bit the same', async () => {
    const prepare = () => t.engine.call('smart.prepare', { modelSha256, itemId });
    expect(await prepare()).toEqual({ isThere: false });
    const [kept] = embeddings();
    const bytes = readFileSync(assertExists(kept, 'one embedding'));
    const first = await segment([[256, 256, 1]]);
    expect(await prepare()).toEqual({ isThere: true });
    // Another engine over the same cache has nothing in memory.
    const child = assertExists(
      t.children.find(({ kind }) => kind === 'inference'),
      'it runs',
    ).child;
    process.kill(assertExists(child.pid, 'it runs'), 'SIGKILL');
    expect(await prepare()).toEqual({ isThere: true });
    expect(await segment([[256, 256, 1]])).toEqual(first);
    // Half a file counts for nothing, and is made again the same.
    const second = assertExists(
      t.children.findLast(({ kind }) => kind === 'inference'),
      'it runs',
    ).child;
    writeFileSync(assertExists(kept, 'one'), bytes.subarray(0, 5000));
    process.kill(assertExists(second.pid, 'it runs'), 'SIGKILL');
    expect(await prepare()).toEqual({ isThere: false });
    expect(readFileSync(assertExists(kept, 'one')).equals(bytes)).toBe(true);
  });

  test('a process that dies amid a prompt is asked again', async () => {
    await t.engine.call('smart.prepare', { modelSha256, itemId });
    const { child } = assertExists(
      t.children.findLast(({ kind }) => kind === 'inference'),
      'it runs',
    );
    const pid = assertExists(child.pid, 'it runs');
    // It can not answer, so that the prompt is on its way when it dies.
    process.kill(pid, 'SIGSTOP');
    const asked = segment([[256, 256, 1]]);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
    process.kill(pid, 'SIGKILL');
    expect((await asked).area.length).toBeGreaterThan(0);
    expect(t.logLines.map(({ message }) => message)).toContain('a prompt is asked again');
  });

  test('a model that knows no boxes finds what is in the middle of one, and nothing beyond it', async () => {
    const { area } = await segment([], [150, 100, 250, 300]);
    expect(area.length).toBeGreaterThan(0);
    for (const [x, y, width, height] of area.flat().map(pointsBounds)) {
      expect(Math.min(x - 150, y - 100)).toBeGreaterThan(-0.01);
      expect(Math.max(x + width - 400, y + height - 400)).toBeLessThan(0.01);
    }
  });

  test('it is no model for a run, and it needs its second file', async () => {
    await expect(t.engine.call('runs.start', { modelSha256 })).rejects.toMatchObject({ code: 'model.interactive' });
    const [builtin] = await t.engine.call('models.list', {});
    await expect(
      t.engine.call('smart.prepare', { modelSha256: assertExists(builtin, 'it ships').sha256, itemId }),
    ).rejects.toMatchObject({ code: 'model.notInteractive' });
    rmSync(file('decoder.onnx'));
    await expect(segment([[256, 256, 1]])).rejects.toMatchObject({ code: 'model.noDecoder' });
    await expect(add()).rejects.toMatchObject({ code: 'model.noDecoder' });
    writeFileSync(file('encoder.json'), JSON.stringify({ ...card, output: { decoder: '../models/decoder.onnx' } }));
    await expect(add()).rejects.toMatchObject({ code: 'model.badCard' });
  });

  test('a second file that would read outside its folder is refused before the runtime sees it', async () => {
    rmSync(file('decoder.onnx'));
    const odd = oddModels.find(({ what }) => what === 'weights above its folder');
    assertExists(odd, 'it is in the table').write(file('decoder.onnx'));
    await expect(segment([[256, 256, 1]])).rejects.toMatchObject({ code: 'model.externalOutside' });
  });
});
