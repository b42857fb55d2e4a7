import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { countItems } from '#engine/db/items.ts';
import { createProjectFile } from '#engine/db/openProject.ts';
import { createJobs } from '#engine/jobs/createJobs.ts';
import { createLibrary } from '#engine/library/createLibrary.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { createWriteGate } from '#engine/writeGate.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { silentLogger as logger } from '#shared/base/log.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { BenchResult } from './benchResult.ts';
import { fillFolder } from './fillFolder.ts';

const source = (file: string): string => path.resolve('electron', file);

/** The best bare walk: one thread, synchronous, size and time of every file. */
function walkBare(folder: string): number {
  let count = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) count += walkBare(full);
    else if (statSync(full).size >= 0) count += 1;
  }
  return count;
}

/** The longest time between two turns of the event loop. */
function watchStalls(): () => number {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 2);
    last = now;
  }, 2);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

/**
 * Opening a folder of `count` images: until all are listed, against a bare walk in the same run; until the first one can
 * be shown; and the stalls of the event loop meanwhile.
 */
export async function run(count = 100_000): Promise<readonly BenchResult[]> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-bench-folder-'));
  const images = path.join(home, 'images');
  await fillFolder(images, count);
  walkBare(images);
  const bareStart = performance.now();
  walkBare(images);
  const bareMs = performance.now() - bareStart;

  const entry = source('imaging/index.ts');
  const launcher = createForkLauncher({ execPath: process.execPath, entries: { imaging: entry, inference: entry } });
  const imaging = createSupervised<ImagingApi>(launcher, 'imaging', { logger });
  const project = createProjectFile(path.join(home, 'bench.firstpass'), { actor: 'bench', logger });
  const emitter = new Emitter<EngineEvents>();
  const jobs = createJobs({ emitter });
  const library = createLibrary({
    gate: createWriteGate(),
    keepsLocation: () => false,
    db: project.db,
    actor: 'bench',
    readOnly: false,
    imaging,
    cacheFolder: path.join(home, 'cache'),
    workerEntries: { walk: source('engine/library/walkWorker.ts'), watch: source('engine/library/watchWorker.ts') },
    jobs,
    emitter,
    logger,
  });
  await library.addRoot(images);

  const endStalls = watchStalls();
  const start = performance.now();
  let firstMs = Infinity;
  const listed = new Promise<number>((resolve) => {
    emitter.on('jobProgressed', ({ job }) => {
      if (job.kind === 'scan' && job.state === 'done') resolve(performance.now() - start);
    });
    emitter.on('itemsChanged', ({ itemIds }) => {
      if (itemIds !== null && firstMs === Infinity) firstMs = performance.now() - start;
    });
  });
  library.start();
  const listedMs = await listed;
  const found = countItems(project.db, itemQuerySchema.parse({}));
  // The watcher learns the folder, and the first images are read, after the list is there.
  while (firstMs === Infinity) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const stallMs = endStalls();
  const rssMb = process.memoryUsage().rss / 1e6;
  await jobs.close();
  await library.close();
  await imaging.close();
  project.close();
  rmSync(home, { recursive: true });

  const ratio = listedMs / bareMs;
  return [
    {
      name: 'open folder: list against a bare walk',
      value: ratio,
      unit: 'x',
      budget: '<= 2',
      ok: ratio <= 2,
      detail: `${found} of ${count} images listed in ${Math.round(listedMs)} ms, bare walk ${Math.round(bareMs)} ms`,
    },
    {
      name: 'open folder: first image can be shown',
      value: firstMs,
      unit: 'ms',
      budget: '<= 1000',
      ok: firstMs <= 1_000,
      detail: 'from the start of the scan, with the start of the imaging process',
    },
    {
      name: 'open folder: longest stall of the event loop',
      value: stallMs,
      unit: 'ms',
      budget: '<= 50',
      ok: stallMs <= 50,
      detail: 'while it is scanned, watched and read',
    },
    {
      name: 'open folder: memory of the main process',
      value: rssMb,
      unit: 'MB',
      budget: '<= 500',
      ok: rssMb <= 500,
      detail: 'resident, at the end',
    },
  ];
}
