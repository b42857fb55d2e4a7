import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';

const imageCount = 98;

test('a run whose program was killed goes on where it was, and does no image twice', async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-killed-run-'));
  const images = path.join(home, 'images');
  copySampleImages(images, 8);
  for (let index = 8; index < imageCount; index += 1)
    symlinkSync(path.join(images, `field-0${1 + (index % 8)}.jpg`), path.join(images, `link-${index}.jpg`));
  const program = fork(path.resolve('tests/engine/prelabel/children/beginRun.ts'), [home, images], { execArgv: [] });
  onTestFinished(() => void program.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    program.on('message', (done) => Number(done) > 8 && resolve());
    program.once('exit', (code) => reject(new Error(`the program ended by itself with ${code}`)));
  });
  program.kill('SIGKILL');
  await once(program, 'exit');

  const t = startEngine(home);
  onTestFinished(() => t.close());
  await t.engine.call('projects.open', { file: t.engine.grants.add(path.join(home, 'p.firstpass')).id });
  await t.settled();
  const cutOff = assertExists((await t.engine.call('runs.list', {}))[0], 'the run is remembered');
  expect(cutOff.state).toBe('interrupted');
  expect(cutOff.itemsDone).toBeGreaterThan(8);
  expect(cutOff.itemsDone).toBeLessThan(imageCount);
  const resumed = await t.engine.call('runs.resume', { runId: cutOff.id });
  expect(await t.ended(resumed.jobId)).toMatchObject({ state: 'done', done: imageCount });

  const found = async (): Promise<string[][]> => {
    const { items } = await t.engine.call('items.list', { query: {}, offset: 0, limit: 1000 });
    const documents = await Promise.all(items.map(({ id }) => t.engine.call('items.document', { itemId: id })));
    return documents.map(({ predictions }) =>
      predictions.map(({ className, score, shape }) => JSON.stringify([className, score, shape])).sort(),
    );
  };
  const pieced = await found();
  const { jobId } = await t.engine.call('runs.start', { modelSha256: cutOff.modelSha256, device: 'cpu' });
  await t.ended(jobId);
  expect(pieced).toEqual(await found());
  expect(pieced.flat().length).toBeGreaterThan(imageCount);
});
