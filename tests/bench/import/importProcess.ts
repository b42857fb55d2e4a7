/** Imports a file into a project, as the worker thread does it, and says what that cost: `node importProcess.ts PROJECT FILE`. */
import path from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { commitImport } from '#engine/datasets/import/commitImport.ts';
import { readSource } from '#engine/datasets/import/readSource.ts';
import { createStage, openStage } from '#engine/datasets/import/stage.ts';
import { workerLimits } from '#engine/datasets/runGatedWorker.ts';
import { setPragmas } from '#engine/db/openProject.ts';
import { importOptionsSchema } from '#shared/contract/importApi.ts';

const [, , project = '', source = ''] = process.argv;

function work(): void {
  const stageFile = path.join(path.dirname(project), 'stage.sqlite');
  const started = performance.now();
  const stage = createStage(stageFile);
  readSource(stage, source, null, () => undefined);
  stage.close();
  const readMs = performance.now() - started;
  const db = new Database(project);
  setPragmas(db);
  const filled = openStage(stageFile);
  const result = commitImport({ db, actor: 'bench' }, filled, importOptionsSchema.parse({}), 'bench', () => undefined);
  db.close();
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(
    JSON.stringify({
      ...{
        readMs,
        wallMs: performance.now() - started,
        cpuMs: (userCPUTime + systemCPUTime) / 1000,
        rssMb: maxRSS / 1024,
      },
      labels: result.labels.added,
    }),
  );
}

if (isMainThread)
  new Worker(import.meta.filename, {
    argv: process.argv.slice(2),
    resourceLimits: workerLimits,
  });
else work();
