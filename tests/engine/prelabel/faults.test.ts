import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listRunFailures } from '#engine/db/runFailures.ts';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createTexts, languages } from '#shared/text/texts.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { listRunRows, openFaulty } from './support/startFaulty.ts';

async function startFaulty(names: readonly string[], itemLimitMs: number) {
  const desk = openFaulty(names, itemLimitMs);
  const { runId } = await desk.start();
  const run = await desk.prelabeler.finished(runId);
  return { ...desk, run, rows: listRunRows(desk.db, runId) };
}

test('an image that crashes the process twice is set aside; one that did it once is not, nor its neighbours', async () => {
  const { run, rows } = await startFaulty(['a.jpg', 'b crash.jpg', 'c.jpg', 'd once.jpg', 'e.jpg'], 30_000);
  expect(run).toMatchObject({ state: 'done', itemsDone: 4, itemsFailed: 1 });
  expect(rows.map(({ path: name, problem }) => [name, problem])).toEqual([
    ['a.jpg', null],
    ['b crash.jpg', 'model.crashed'],
    ['c.jpg', null],
    ['d once.jpg', null],
    ['e.jpg', null],
  ]);
  // The same picture everywhere: the same number of predictions, none of them twice.
  const counts = rows.filter(({ problem }) => problem === null).map(({ predictions }) => predictions);
  expect(new Set(counts).size).toBe(1);
  expect(counts[0]).toBeGreaterThan(0);
});

test('an image that the model does not come back from is set aside with the time it had', async () => {
  const { run, rows } = await startFaulty(['a.jpg', 'b hang.jpg', 'c.jpg'], 1_000);
  expect(run).toMatchObject({ state: 'done', itemsDone: 2, itemsFailed: 1 });
  expect(rows.map(({ problem }) => problem)).toEqual([null, 'model.timeout', null]);
  expect(JSON.parse(rows[1]?.details ?? '')).toMatchObject({
    model: expect.stringMatching(/./) as string,
    item: expect.stringMatching(/b hang\.jpg$/) as string,
    seconds: 1,
  });
});

test('what a run could not do is listed with its reason, and resuming the run tries exactly that again', async () => {
  const { db, folder, prelabeler, run } = await startFaulty(['a.jpg', 'b ill.jpg', 'c crash.jpg'], 30_000);
  const failures = listRunFailures(db, run.id, { offset: 0, limit: 10 });
  expect(failures.map(({ path: name, error }) => [name, error.code])).toEqual([
    ['b ill.jpg', 'model.crashed'],
    ['c crash.jpg', 'model.crashed'],
  ]);
  expect(failures[0]?.error.message).toContain('b ill.jpg');
  expect(listRunFailures(db, run.id, { offset: 1, limit: 10 })).toEqual(failures.slice(1));

  const before = listRunRows(db, run.id);
  writeFileSync(path.join(folder, 'b ill.jpg.healed'), '');
  await prelabeler.resume(run.id);
  expect(await prelabeler.finished(run.id)).toMatchObject({ state: 'done', itemsDone: 2, itemsFailed: 1 });
  const after = listRunRows(db, run.id);
  expect(after.map(({ problem }) => problem)).toEqual([null, null, 'model.crashed']);
  expect(after[0]).toEqual(before[0]);
  expect(after[1]?.predictions).toBe(before[0]?.predictions);
});

test('a process that dies while it loads the model is tried once more; then the run fails with the reason', async () => {
  const desk = openFaulty(['a.jpg']);
  writeFileSync(path.join(desk.folder, 'load crash once'), '');
  const { runId } = await desk.start();
  expect(await desk.prelabeler.finished(runId)).toMatchObject({ state: 'done', itemsDone: 1 });
  await desk.inference.close();

  const worse = openFaulty(['a.jpg']);
  writeFileSync(path.join(worse.folder, 'load crash'), '');
  const failing = await worse.start();
  expect(await worse.prelabeler.finished(failing.runId)).toMatchObject({ state: 'failed', itemsDone: 0 });
  expect(worse.jobs.find(failing.jobId)?.error?.message).toMatch(
    /could not be loaded: .*ended unexpectedly \(SIGABRT\)\.$/,
  );
});

test('what ends a preview is told by the model and the image, in both languages; the next preview works', async () => {
  const desk = openFaulty(['a crash.jpg', 'b hang.jpg', 'c.jpg'], 1_000);
  const [crashing, hanging, well] = desk.itemIds as [ItemId, ItemId, ItemId];
  for (const [itemId, code, name] of [
    [crashing, 'model.crashed', 'a crash.jpg'],
    [hanging, 'model.timeout', 'b hang.jpg'],
  ] as const) {
    const error = await desk.preview(itemId).then(
      () => null,
      (thrown: unknown) => thrown as AppError,
    );
    expect(error).toMatchObject({ code });
    for (const language of languages) {
      const said = createTexts(language).error(toErrorRecord(error));
      expect(said.message).toMatch(new RegExp(`cells.*${name}|${name}.*cells`));
      expect(said.message + String(said.hint)).not.toMatch(/\{\w+\}|null/);
    }
  }
  expect((await desk.preview(well)).predictions.length).toBeGreaterThan(0);
});

const many = Array.from({ length: 60 }, (_, index) => `${String(index).padStart(2, '0')}.jpg`);

test.runIf(os.availableParallelism() > 1)('two processes share a run: each image is done once', async () => {
  const { run, rows, second } = await startFaulty([...many, '30 crash.jpg', '40 once.jpg'], 30_000);
  expect(second.generation).toBeGreaterThan(0);
  expect(run).toMatchObject({
    state: 'done',
    itemsDone: 61,
    itemsFailed: 1,
    deviceUsed: expect.stringMatching(/^cpu/) as string,
  });
  const counts = rows.filter(({ problem }) => problem === null).map(({ predictions }) => predictions);
  expect(new Set(counts).size).toBe(1);
});

test.runIf(os.availableParallelism() > 1)('a run goes on with the process that it has', async () => {
  const desk = openFaulty(many);
  writeFileSync(path.join(desk.folder, 'load crash again'), '');
  const { runId } = await desk.start();
  expect(await desk.prelabeler.finished(runId)).toMatchObject({ state: 'done', itemsDone: 60, itemsFailed: 0 });
  expect(desk.second.generation).toBe(2);
});

/** Until the faulty process has been given this image. */
const isReached = (folder: string, name: string): Promise<true> =>
  vi.waitFor(() => assertExists(existsSync(path.join(folder, `${name}.seen`)) || undefined, name), 20_000);

test('cancelling ends a model that never comes back, while it predicts as well as while it loads', async () => {
  const desk = openFaulty(['a.jpg', 'b hang.jpg', 'c.jpg'], 600_000);
  const { runId, jobId } = await desk.start();
  await isReached(desk.folder, 'b hang.jpg');
  desk.jobs.cancel(jobId);
  const started = performance.now();
  expect(await desk.prelabeler.finished(runId)).toMatchObject({ state: 'cancelled', itemsDone: 1, itemsFailed: 0 });
  // Not the ten minutes that an image has; how soon exactly is the supervisor's test.
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(desk.jobs.find(jobId)?.state).toBe('cancelled');

  writeFileSync(path.join(desk.folder, 'load hang'), '');
  const again = await desk.start();
  await vi.waitFor(() => assertExists(desk.inference.pid, 'it was started again'), 20_000);
  desk.jobs.cancel(again.jobId);
  expect(await desk.prelabeler.finished(again.runId)).toMatchObject({ state: 'cancelled', itemsDone: 0 });
});

async function startWithImages(count: number): Promise<TestEngine> {
  const t = startEngine();
  onTestFinished(() => t.close());
  const images = path.join(t.home, 'images');
  copySampleImages(images, count);
  await t.create('p', images);
  await t.settled();
  return t;
}

test('a model that reads well but does not load, or whose file has gone, says so', async () => {
  const t = await startWithImages(1);
  const bytes = readFileSync('models/builtin/cells.onnx');
  // An operator that no runtime has, where the file's structure stays what it was.
  const unloadable = Buffer.from(bytes.toString('latin1').replaceAll('Conv', 'Cxnv'), 'latin1');
  const file = path.join(t.home, 'unloadable.onnx');
  writeFileSync(file, unloadable);
  const { sha256 } = await t.engine.call('models.add', { file: t.engine.grants.add(file).id });
  const { jobId } = await t.engine.call('runs.start', { modelSha256: sha256, device: 'cpu' });
  expect(await t.ended(jobId)).toMatchObject({
    state: 'failed',
    error: { code: 'model.unknownOp', message: expect.stringMatching(/Firstpass cells.*Cxnv/) as string },
  });
  expect(t.logLines.some(({ details }) => details?.code === 'model.unknownOp')).toBe(true);

  // And when its file has gone since, that is said before anything starts.
  renameSync(file, `${file}.away`);
  const gone = (await t.engine.call('models.list', {})).find((model) => model.sha256 === sha256);
  expect(gone?.problem).toMatchObject({ code: 'model.notFound', hint: expect.stringMatching(/./) as string });
  await expect(t.engine.call('runs.start', { modelSha256: sha256 })).rejects.toMatchObject({ code: 'model.notFound' });
});

test('two runs at once, unknown runs and jobs are refused by name', async () => {
  const t = await startWithImages(4);
  const [model] = await t.engine.call('models.list', {});
  const start = (): Promise<{ jobId: string }> =>
    t.engine.call('runs.start', { modelSha256: assertExists(model, 'it ships').sha256 });
  const { jobId } = await start();
  await expect(start()).rejects.toMatchObject({ code: 'run.busy' });
  await t.ended(jobId);
  await expect(t.engine.call('runs.resume', { runId: 99 })).rejects.toMatchObject({ code: 'run.notFound' });
  await expect(t.engine.call('jobs.cancel', { jobId: 'none' })).rejects.toMatchObject({ code: 'job.notFound' });
  await expect(t.engine.callUnknown('runs.explode', {})).rejects.toMatchObject({ code: 'contract.unknownMethod' });
  await expect(t.engine.callUnknown('runs.start', { modelSha256: 7 })).rejects.toMatchObject({
    code: 'contract.badInput',
  });
});
