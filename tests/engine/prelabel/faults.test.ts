import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createClass } from '#engine/db/classes.ts';
import { addItems } from '#engine/db/itemFiles.ts';
import { listRunFailures } from '#engine/db/runFailures.ts';
import { addRootRow } from '#engine/db/roots.ts';
import { createJobs } from '#engine/jobs/createJobs.ts';
import { createModelLibrary } from '#engine/prelabel/createModelLibrary.ts';
import { createPrelabeler } from '#engine/prelabel/createPrelabeler.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { assertExists } from '#shared/base/assert.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { copySampleImages, sampleImageNames } from '#tests/support/sampleImages.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { create, makeFolder } from '../store/support/openDesk.ts';

/** A project over images of these names, and a prelabeler over the faulty process. */
async function startFaulty(names: readonly string[], itemLimitMs: number) {
  const folder = makeFolder();
  for (const name of names)
    cpSync(
      path.resolve('resources/samples/images', assertExists(sampleImageNames()[0], 'they ship')),
      path.join(folder, name),
    );
  const project = create(path.join(folder, 'p.firstpass'));
  const { db } = project;
  const writer = { db, actor: 'tester' };
  addItems(writer, addRootRow(writer, folder), names);
  db.prepare("UPDATE item_probe SET state = 'ready', width_px = 640, height_px = 480").run();
  for (const name of ['red cell', 'white cell', 'platelet']) createClass(writer, { name });
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { inference: path.join(import.meta.dirname, 'children/faultyInference.ts'), imaging: '' },
  });
  const inference = createSupervised<InferenceApi>(launcher, 'inference', { logger: silentLogger });
  const emitter = new Emitter<EngineEvents>();
  const jobs = createJobs({ emitter });
  const models = createModelLibrary({ ...writer, builtinFolder: path.resolve('models/builtin'), inference, emitter });
  const prelabeler = createPrelabeler({
    ...{ ...writer, inference, models, jobs, emitter, logger: silentLogger },
    itemLimitMs,
  });
  onTestFinished(async () => {
    await prelabeler.close();
    await inference.close();
    project.close();
  });
  const [model] = await models.list();
  const { runId } = await prelabeler.start({ modelSha256: assertExists(model, 'it ships').sha256, device: 'cpu' });
  const run = await prelabeler.finished(runId);
  const rows = rowsOf(db);
  return { db, folder, prelabeler, run, rows };
}

function rowsOf(db: Database): { path: string; problem: string | null; details: string | null; predictions: number }[] {
  return db
    .prepare(
      `SELECT i.path, r.problem_code AS problem, r.problem_details AS details,
         (SELECT count(*) FROM predictions p WHERE p.item_id = i.id) AS predictions
       FROM run_items r JOIN items i ON i.id = r.item_id ORDER BY i.path`,
    )
    .all() as ReturnType<typeof rowsOf>;
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

  const before = rowsOf(db);
  writeFileSync(path.join(folder, 'b ill.jpg.healed'), '');
  await prelabeler.resume(run.id);
  expect(await prelabeler.finished(run.id)).toMatchObject({ state: 'done', itemsDone: 2, itemsFailed: 1 });
  const after = rowsOf(db);
  expect(after.map(({ problem }) => problem)).toEqual([null, null, 'model.crashed']);
  expect(after[0]).toEqual(before[0]);
  expect(after[1]?.predictions).toBe(before[0]?.predictions);
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
  expect(await t.ended(jobId)).toMatchObject({ state: 'failed', note: expect.stringMatching(/Cxnv/) as string });
  expect(t.logLines.some(({ details }) => details?.code === 'model.loadFailed')).toBe(true);

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
