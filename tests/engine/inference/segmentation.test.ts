import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRegions } from '#shared/geometry/regions.ts';
import { ringPoints } from '#shared/geometry/rings.ts';
import { ringsToRuns, runSpans } from '#shared/geometry/runs.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { cardOf, referenceLabels, referenceModels } from '#tests/support/referenceSegmentation.ts';
import type { ReferenceModel } from '#tests/support/referenceSegmentation.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
beforeEach(() => {
  t = startEngine();
});
afterEach(() => t.close());

const photos = sharedData('images/coco/images');
const models = sharedData('models');
const names = ['val2017/000000000872', 'val2017/000000000785', 'val2017/000000007281', 'train2017/000000000471'];

/** What the proposals of an image say of each cell of the model's map. */
function proposedLabels({ item, predictions }: ItemDocument, { sidePx, classes }: ReferenceModel): Uint8Array {
  const labels = new Uint8Array(sidePx * sidePx);
  const { widthPx, heightPx } = item;
  for (const { className, shape } of predictions)
    for (const rings of geometryOf(shape).outline(shape)) {
      const scaled = rings.map((ring) =>
        [...ringPoints(ring)].flatMap(([x, y]) => [(x * sidePx) / (widthPx ?? 1), (y * sidePx) / (heightPx ?? 1)]),
      );
      const runs = ringsToRuns(scaled, { width: sidePx, height: sidePx });
      for (const [x, y0, y1] of runSpans(runs, sidePx))
        for (let y = y0; y < y1; y += 1) labels[y * sidePx + x] = classes.indexOf(className);
    }
  return labels;
}

/** The share of cells on which both agree, of those that aren't in a region too small to be kept. */
function agreement(wanted: Uint8Array, found: Uint8Array, sidePx: number): number {
  const map = { width: sidePx, height: sidePx, labels: Uint16Array.from(wanted) };
  let [same, all] = [0, 0];
  for (const { count, bitmap } of findRegions(map, () => true, 1)) {
    if (count < 0.0005 * sidePx * sidePx) continue;
    for (const [at, value] of bitmap.pixels.entries()) {
      if (value === 0) continue;
      const cell = (Math.floor(at / bitmap.width) + bitmap.top) * sidePx + (at % bitmap.width) + bitmap.left;
      all += 1;
      same += Number(wanted[cell] === found[cell]);
    }
  }
  return same / all;
}

test.skipIf(!photos || !models)('regions are what the models said of each pixel', async () => {
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  for (const name of names)
    copyFileSync(path.join(photos ?? '', `${name}.jpg`), path.join(images, path.basename(`${name}.jpg`)));
  await t.create('p', images);
  await t.settled();
  const regions: number[] = [];
  for (const as of ['polygon', 'mask'])
    for (const reference of referenceModels) {
      const file = path.join(t.home, as, reference.file);
      mkdirSync(path.dirname(file), { recursive: true });
      copyFileSync(path.join(models ?? '', reference.file), file);
      writeFileSync(file.replace(/onnx$/, 'json'), JSON.stringify({ ...cardOf(reference), output: { as } }));
      const model = await t.engine.call('models.add', { file: t.engine.grants.add(file).id });
      const { jobId } = await t.engine.call('runs.start', { modelSha256: model.sha256, scoreThreshold: 0 });
      expect(await t.ended(jobId)).toMatchObject({ state: 'done', failed: 0 });
      const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 10 });
      for (const { id, path: photo } of items) {
        const document = await t.engine.call('items.document', { itemId: id });
        regions.push(document.predictions.length);
        expect(document.predictions.every(({ shape }) => shape.kind === as)).toBe(true);
        const wanted = await referenceLabels(
          reference,
          path.join(models ?? '', reference.file),
          path.join(images, photo),
        );
        const share = agreement(wanted, proposedLabels(document, reference), reference.sidePx);
        expect(share, `${reference.file} ${photo} as ${as}`).toBeGreaterThanOrEqual(0.99);
      }
    }
  // They do find something.
  expect(regions.filter((count) => count > 0).length).toBeGreaterThan(regions.length / 2);
});
