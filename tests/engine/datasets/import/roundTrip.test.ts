import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuidOf } from '#engine/datasets/import/labelIds.ts';
import { applyAffine, storedFromUpright } from '#shared/geometry/affine.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { ImportOptions } from '#shared/contract/importApi.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { writeFileSync } from 'node:fs';

let desk: TestEngine;
let folder: string;
beforeEach(() => {
  desk = startEngine();
  folder = path.join(desk.home, 'images');
  mkdirSync(folder);
});
afterEach(() => desk.close());

const image = (width: number, height: number, seed: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: seed, g: 90, b: 10 } } });

async function documents() {
  const { items } = await desk.engine.call('items.list', { query: {}, offset: 0, limit: 100 });
  return Promise.all(items.map(({ id }) => desk.engine.call('items.document', { itemId: id })));
}

async function label(shapes: readonly (readonly [number, Shape])[]): Promise<void> {
  const nothing = { added: [], updated: [], removed: [] };
  for (const [at, { item }] of (await documents()).entries()) {
    const added = shapes.map(([classId, shape], z) => ({
      ...{ id: uuidOf(at, 'test', z), classId, shape, source: 'person', predictionId: null, score: null, z },
    }));
    await desk.engine.call('annotations.apply', {
      ...{ itemId: item.id, baseRevision: item.revision, label: 'Draw box' },
      change: { annotations: { ...nothing, added }, decisions: nothing, stage: [item.stage, 'labeled'] } as never,
    });
  }
}

const labelsOf = async (): Promise<(readonly Annotation[])[]> =>
  (await documents()).map(({ annotations }) => annotations);
async function importFrom(source: string, options: Partial<ImportOptions> = {}) {
  const { token } = await desk.engine.call('imports.preview', {
    source: { path: desk.engine.grants.add(source).id },
    options,
  });
  return desk.engine.call('imports.start', { token, options });
}
async function exportTo(format: string): Promise<string> {
  const out = path.join(desk.home, `out-${format}`);
  const { jobId } = await desk.engine.call('exports.start', { format, folder: desk.engine.grants.add(out).id });
  expect(await desk.ended(jobId)).toMatchObject({ state: 'done' });
  return out;
}

const boxes = [
  [1, { kind: 'box', box: [10.123456789, 20.25, 30.5, 40.75] }],
  [2, { kind: 'box', box: [0, 0, 200, 99.5] }],
  [1, { kind: 'box', box: [10.123456789, 20.25, 30.5, 40.75] }],
] as const;

test.for([
  ['coco', 1e-6],
  ['yolo', 1e-5],
  ['voc', 0.5 + 1e-9],
] as const)(
  'what %s holds comes back in another project, and is there already in the first',
  async ([format, tolerance]) => {
    await image(200, 100, 1).jpeg().toFile(path.join(folder, 'a.jpg'));
    await image(200, 100, 2).jpeg().toFile(path.join(folder, 'b.jpg'));
    await desk.create('p', folder, ['cat', 'dog']);
    await desk.settled();
    await label(boxes);
    const out = await exportTo(format);
    const before = await labelsOf();
    expect(await importFrom(out)).toMatchObject({
      imagesChanged: 0,
      format: { id: format },
      labels: { alreadyThere: 6, added: 0 },
    });
    await desk.create('q', folder, ['dog']);
    await desk.settled();
    expect(await importFrom(out)).toMatchObject({ imagesChanged: 2, labels: { added: 6 }, problems: { total: 0 } });
    const names = new Map((await desk.engine.call('classes.list', {})).map(({ id, name }) => [id, name]));
    for (const [at, labels] of (await labelsOf()).entries()) {
      expect(labels.map(({ classId }) => names.get(classId))).toEqual(['cat', 'dog', 'cat']);
      for (const [index, { shape }] of labels.entries()) {
        const wanted = before[at]?.[index]?.shape;
        if (shape.kind !== 'box' || wanted?.kind !== 'box') throw new Error('a box is a box');
        for (const [axis, value] of shape.box.entries())
          expect(Math.abs(value - (wanted.box[axis] ?? NaN))).toBeLessThanOrEqual(axis < 2 ? tolerance : 2 * tolerance);
      }
    }
    expect(await desk.engine.call('projects.verify', {})).toMatchObject({ ok: true, differences: [] });
  },
);

test('coordinates of stored pixels are turned upright for all eight orientations', async () => {
  const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const orientation of orientations)
    await image(40, 30, orientation)
      .withMetadata({ orientation })
      .jpeg()
      .toFile(path.join(folder, `o${orientation}.jpg`));
  await desk.create('p', folder, ['cat']);
  await desk.settled();
  // A box in the upright image, and by the standard's table where it lies in the stored one.
  const upright = [3, 4, 10, 6] as const;
  const annotations = orientations.map((orientation) => {
    const size = orientation >= 5 ? { width: 30, height: 40 } : { width: 40, height: 30 };
    const way = storedFromUpright(orientation, size);
    const [x0, y0] = applyAffine(way, upright[0], upright[1]);
    const [x1, y1] = applyAffine(way, upright[0] + upright[2], upright[1] + upright[3]);
    const bbox = [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
    return { image_id: orientation, category_id: 1, bbox };
  });
  const images = orientations.map((id) => ({ id, file_name: `o${id}.jpg`, width: 40, height: 30 }));
  const file = path.join(desk.home, 'raw.json');
  writeFileSync(file, JSON.stringify({ images, categories: [{ id: 1, name: 'cat' }], annotations }));
  const asUpright = await desk.engine.call('imports.preview', { source: { path: desk.engine.grants.add(file).id } });
  expect(asUpright.images).toMatchObject({ matched: 4, otherSize: 4 });
  expect(asUpright.problems.first.map(({ code }) => code)).toEqual(Array(4).fill('image.turnedSize'));
  expect(await importFrom(file, { pixels: 'raw' })).toMatchObject({ imagesChanged: 8, problems: { total: 0 } });
  for (const [label] of await labelsOf()) expect(label?.shape).toEqual({ kind: 'box', box: [...upright] });
});
