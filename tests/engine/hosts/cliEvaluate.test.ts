import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { finishItem } from '#shared/actions/decide.ts';
import { assertExists } from '#shared/base/assert.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { squashChanges } from '#shared/change/squashChanges.ts';
import type { AnnotationId, ClassId } from '#shared/model/ids.ts';
import { makeId } from '#tests/support/factories.ts';
import { runCli } from '#tests/support/runCli.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { writeFixedDetector } from '#tests/support/writeFixedDetector.ts';

let t: TestEngine;
beforeEach(() => (t = startEngine()));
afterEach(() => t.close());
const firstpass = (...args: string[]) =>
  runCli(args, { ...process.env, FIRSTPASS_DATA: path.join(t.home, 'cli-data') });

/** One image with a cell; a model that finds it, and one more. */
async function makeProject(): Promise<string> {
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 1);
  await t.create('p', images, ['cell']);
  await t.settled();
  const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1 });
  const { id: itemId } = assertExists(items[0], 'an image');
  const document = await t.engine.call('items.document', { itemId });
  const drawn = addAnnotation(document, {
    ...{ id: makeId() as AnnotationId, classId: 1 as ClassId, shape: { kind: 'box', box: [0, 0, 100, 100] } as const },
  });
  const change = squashChanges(drawn, finishItem(applyChange(document, drawn), 'labeled'));
  await t.engine.call('annotations.apply', { itemId, baseRevision: 0, change, label: 'Label' });
  await t.engine.call('projects.close', {});
  return path.join(t.home, 'p.firstpass');
}

test('a run is evaluated on the command line, with COCO’s numbers and the differences', async () => {
  const project = await makeProject();
  expect(await firstpass('evaluate', project)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the project has no run yet') as string,
  });
  const model = writeFixedDetector(path.join(t.home, 'models', 'fixed.onnx'), [
    // The overlap is 0.8: right at seven of COCO's ten thresholds.
    { className: 'cell', score: 0.9, box: [0, 0, 100, 80] },
    { className: 'cell', score: 0.4, box: [200, 0, 50, 50] },
  ]);
  expect(await firstpass('prelabel', project, '--model', model, '--device', 'cpu')).toMatchObject({ code: 0 });
  const { code, stdout } = await firstpass('evaluate', project, '--run', '1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^cell +1 +2 +1 +0 +0 +0 +0\.500 +1\.000 +0\.667 +1\.000 +0\.700$/m);
  expect(stdout).toMatch(/^all +1 +2 +1 +0 +0 +0 +0\.500 +1\.000 +0\.667 +1\.000 +0\.700$/m);
  expect(await firstpass('evaluate', project, '--overlap', '0.9', '--json')).toMatchObject({
    code: 0,
    json: { run: 1, model: 'fixed', items: 1, counts: { missing: 1, lowOverlap: 1 }, differingItems: 1 },
  });
  expect(await firstpass('evaluate', project, '--run', '9')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('error[run.notFound]') as string,
  });
  for (const args of [
    ['--run', 'one'],
    ['--overlap', '0'],
  ])
    expect(await firstpass('evaluate', project, ...args)).toMatchObject({ code: 2 });
});
