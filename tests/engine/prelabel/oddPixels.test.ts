import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import sharp from 'sharp';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { assertExists } from '#shared/base/assert.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import { makeDarknessModel } from '#tests/support/makeDarknessModel.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

const field = path.resolve('resources/samples/images/field-01.jpg');

/** A project over images that `write` puts into a folder, by name. */
async function startWith(write: Readonly<Record<string, (file: string) => Promise<unknown>>>): Promise<TestEngine> {
  const t = startEngine();
  onTestFinished(() => t.close());
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  for (const [name, put] of Object.entries(write)) await put(path.join(images, name));
  await t.create('p', images);
  await t.settled();
  return t;
}

async function label(t: TestEngine, modelSha256?: string): Promise<ItemDocument[]> {
  const [model] = await t.engine.call('models.list', {});
  const sha256 = modelSha256 ?? assertExists(model, 'it ships').sha256;
  const { jobId } = await t.engine.call('runs.start', { modelSha256: sha256, device: 'cpu' });
  expect((await t.ended(jobId)).state).toBe('done');
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 100 });
  return Promise.all(items.map(({ id }) => t.engine.call('items.document', { itemId: id })));
}

const boxes = (document: ItemDocument | undefined): Box[] =>
  (document?.predictions ?? []).flatMap(({ shape }) => (shape.kind === 'box' ? [shape.box] : []));

/** How many of `wanted` are found again: the share with a box that overlaps by half or more. */
function recall(found: readonly Box[], wanted: readonly Box[]): number {
  const hits = wanted.filter((box) => found.some((other) => iou(box, other) >= 0.5));
  return hits.length / wanted.length;
}

test('a photo that lies on its side in the file gets boxes where a person sees the objects', async () => {
  // Orientation 6: to be turned clockwise; the stored pixels are turned the other way.
  const t = await startWith({
    'a upright.png': (file) => sharp(field).toFile(file),
    'b turned.jpg': (file) =>
      sharp(field).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toFile(file),
  });
  const [upright, turned] = await label(t);
  expect([turned?.item.widthPx, turned?.item.heightPx]).toEqual([upright?.item.widthPx, upright?.item.heightPx]);
  expect(boxes(upright).length).toBeGreaterThan(10);
  expect(recall(boxes(turned), boxes(upright))).toBeGreaterThan(0.9);
});

test('CMYK, transparent and grey images of 8 and 16 bits are labeled as what they show', async () => {
  const grey = sharp(field).greyscale();
  /** 12 bits stored in 16, as microscopes and scanners write them. */
  const deep = async (file: string): Promise<void> => {
    const { data, info } = await grey.clone().raw().toBuffer({ resolveWithObject: true });
    const twelve = Uint16Array.from(data, (value) => Math.round((value / 255) * 4095));
    const { width, height } = info;
    await sharp(twelve, { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(file);
  };
  const t = await startWith({
    'a plain.png': (file) => sharp(field).toFile(file),
    'b cmyk.jpg': (file) => sharp(field).toColourspace('cmyk').jpeg({ quality: 95 }).toFile(file),
    'c alpha.png': (file) => sharp(field).ensureAlpha(1).png().toFile(file),
    'd grey.png': (file) => grey.clone().toColourspace('b-w').png().toFile(file),
    'e deep.png': deep,
    'f clear.png': (file) => sharp(field).ensureAlpha(0).png().toFile(file),
  });
  const [plain, cmyk, alpha, eight, twelve, clear] = await label(t);
  expect((await t.engine.call('runs.list', {}))[0]).toMatchObject({ itemsDone: 6, itemsFailed: 0 });
  expect([cmyk?.item.format, twelve?.item.bitDepth]).toEqual(['jpeg-cmyk', 16]);
  expect(recall(boxes(cmyk), boxes(plain))).toBeGreaterThan(0.8);
  expect(recall(boxes(alpha), boxes(plain))).toBe(1);
  expect(boxes(eight).length).toBeGreaterThan(3);
  expect(recall(boxes(twelve), boxes(eight))).toBeGreaterThan(0.8);
  // Wholly transparent: white, as a browser shows it.
  expect(boxes(clear)).toEqual([]);

  // And the thumbnail of the deep one is not black.
  const thumbnail = await t.engine.picture(assertExists(twelve, 'it is there').item.id, 'thumb');
  const { channels } = await sharp(thumbnail.path).stats();
  expect(channels[0]?.mean).toBeGreaterThan(60);
});

test('an image for which the model gives no numbers is a problem of that image, not of the run', async () => {
  const solid = (background: string) => (file: string) =>
    sharp({ create: { width: 20, height: 20, channels: 3, background } })
      .png()
      .toFile(file);
  const t = await startWith({ 'a black.png': solid('#000000'), 'b white.png': solid('#ffffff') });
  const { sha256 } = await t.engine.call('models.add', { file: t.engine.grants.add(makeDarknessModel(t.home)).id });
  const [black, white] = await label(t, sha256);
  expect(black?.predictions).toEqual([]);
  expect(white?.predictions).toMatchObject([{ className: 'a' }]);
  const [run] = await t.engine.call('runs.list', {});
  expect(run).toMatchObject({ state: 'done', itemsDone: 1, itemsFailed: 1 });
  const failures = await t.engine.call('runs.failures', {
    runId: assertExists(run, 'it ran').id,
    offset: 0,
    limit: 10,
  });
  expect(failures).toMatchObject({
    total: 1,
    failures: [{ itemId: black?.item.id, path: 'a black.png', error: { code: 'model.noNumbers' } }],
  });
  expect(failures.failures[0]?.error.hint).toMatch(/float32/);
});
