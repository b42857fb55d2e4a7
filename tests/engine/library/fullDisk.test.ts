import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import { mountSmallDisk } from '#tests/support/mountSmallDisk.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
beforeEach(() => void (t = startEngine()));
afterEach(() => t.close());

test('a disk that fills up behind the person is told, stops nothing else, and work goes on when there is room', async ({
  skip,
}) => {
  const disk = mountSmallDisk(2048) ?? skip();
  const images = path.join(t.home, 'images');
  mkdirSync(images);
  copySampleImages(images, 4);
  const file = t.engine.grants.add(path.join(disk.folder, 'p.firstpass')).id;
  await t.engine.call('projects.create', { file, roots: [t.engine.grants.add(images).id], classes: ['red cell'] });
  await t.settled();
  const noticed: ErrorRecord[] = [];
  t.engine.events.on('noticed', ({ error }) => noticed.push(error));

  disk.fill();

  // The watcher finds new images and can not write them down; the model's predictions find no room either.
  copySampleImages(images, 12);
  await t.until(() => noticed.some(({ code }) => code === 'store.diskFull'), 'the notice that nothing can be written');
  await t.until(
    async () => (await t.engine.call('projects.current', {}))?.roots[0]?.problem?.code === 'store.diskFull',
    'the folder to say why its new images are not there',
  );
  const [model] = await t.engine.call('models.list', {});
  const started = await t.engine.call('runs.start', { modelSha256: model!.sha256, device: 'cpu' }).then(
    async ({ jobId }) => (await t.ended(jobId)).state,
    (error: ErrorRecord) => error.code,
  );
  expect(['failed', 'store.diskFull']).toContain(started);
  // Reading goes on all the while.
  expect((await t.engine.call('items.facets', { query: {} })).total).toBe(4);

  disk.free();
  await t.until(async () => (await t.engine.call('items.facets', { query: {} })).byFileState.ready === 12, 'the rest');
  const run = await t.engine.call('runs.start', { modelSha256: model!.sha256, device: 'cpu' });
  await t.until(
    async () => (await t.engine.call('jobs.list', {})).some(({ id, done }) => id === run.jobId && done > 0),
    'the first image',
  );
  // In the middle of a run: what is stored stays, the rest is done when there is room.
  disk.fill();
  expect((await t.ended(run.jobId)).state).toBe('failed');
  disk.free();
  const again = await t.engine.call('runs.resume', { runId: run.runId });
  expect(await t.ended(again.jobId)).toMatchObject({ state: 'done', done: 12, failed: 0 });
  expect((await t.engine.call('projects.verify', {})).differences).toEqual([]);
});
