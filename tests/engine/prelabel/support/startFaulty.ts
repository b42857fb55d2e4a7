import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { createClass } from '#engine/db/classes.ts';
import { addItems } from '#engine/db/itemFiles.ts';
import { addRootRow } from '#engine/db/roots.ts';
import { createJobs } from '#engine/jobs/createJobs.ts';
import type { Jobs } from '#engine/jobs/jobs.ts';
import type { DeviceChoice } from '#engine/prelabel/chooseDevice.ts';
import { createDeviceChooser } from '#engine/prelabel/createDeviceChooser.ts';
import { createModelLibrary } from '#engine/prelabel/createModelLibrary.ts';
import { createPreviewer } from '#engine/prelabel/createPreviewer.ts';
import { createPrelabeler } from '#engine/prelabel/createPrelabeler.ts';
import type { Prelabeler } from '#engine/prelabel/createPrelabeler.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { assertExists } from '#shared/base/assert.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { ModelPreview } from '#shared/contract/api/modelsApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { defaultThresholds } from '#shared/model/run.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import type { Device } from '#shared/model/run.ts';
import type { ItemId, JobId, RootId, RunId } from '#shared/model/ids.ts';
import { sampleImageNames } from '#tests/support/sampleImages.ts';
import { create, makeFolder } from '../../store/support/openDesk.ts';

export interface FaultyDesk {
  readonly db: Database;
  readonly writer: { readonly db: Database; readonly actor: string };
  readonly folder: string;
  readonly rootId: RootId;
  readonly itemIds: readonly ItemId[];
  readonly jobs: Jobs;
  readonly inference: Supervised<InferenceApi>;
  /** Works beside the first where there is enough to do. */
  readonly second: Supervised<InferenceApi>;
  readonly prelabeler: Prelabeler;
  /** What the model that ships finds in an image. */
  preview(itemId: ItemId): Promise<ModelPreview>;
  /** What `auto` means for the model that ships. */
  choose(spread: { threads: number; lanes: number }): Promise<DeviceChoice>;
  /** Starts a run of the model that ships. */
  start(limit?: number, device?: Device): Promise<{ runId: RunId; jobId: JobId }>;
}

/** The same picture under these names, readable items each with a hash of its own unless told otherwise. */
export function addFaultyItems(desk: Pick<FaultyDesk, 'db' | 'folder' | 'rootId'>, names: readonly string[]): ItemId[] {
  const picture = path.resolve('resources/samples/images', assertExists(sampleImageNames()[0], 'they ship'));
  for (const name of names) cpSync(picture, path.join(desk.folder, name));
  const itemIds = addItems({ db: desk.db, actor: 'tester' }, desk.rootId, names);
  desk.db
    .prepare(
      `UPDATE item_probe SET state = 'ready', width_px = 640, height_px = 480, bit_depth = 8,
         content_hash = 'hash ' || item_id WHERE state = 'waiting'`,
    )
    .run();
  return itemIds;
}

/** A project over images of these names, and a prelabeler over the faulty process. */
export function openFaulty(names: readonly string[], itemLimitMs = 30_000): FaultyDesk {
  const folder = makeFolder();
  const project = create(path.join(folder, 'p.firstpass'));
  const { db } = project;
  const writer = { db, actor: 'tester' };
  const rootId = addRootRow(writer, folder);
  const itemIds = addFaultyItems({ db, folder, rootId }, names);
  for (const name of ['red cell', 'white cell', 'platelet']) createClass(writer, { name });
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { inference: path.join(import.meta.dirname, '../children/faultyInference.ts'), imaging: '' },
    env: { FAULTY_FOLDER: folder },
  });
  const createLane = (): Supervised<InferenceApi> => createSupervised(launcher, 'inference', { logger: silentLogger });
  const [inference, second] = [createLane(), createLane()];
  const emitter = new Emitter<EngineEvents>();
  const jobs = createJobs({ emitter });
  const deviceChooser = createDeviceChooser({ inference, logger: silentLogger, probeLimitMs: 2_000 });
  const models = createModelLibrary({ ...writer, builtinFolder: path.resolve('models/builtin'), inference, emitter });
  const prelabeler = createPrelabeler({
    ...{ ...writer, lanes: [inference, second], deviceChooser, models, jobs, emitter, logger: silentLogger },
    itemLimitMs,
  });
  const previewer = createPreviewer({
    ...{ db, models, deviceChooser, inference, threads: 1, previewLimitMs: itemLimitMs },
    isRunning: () => prelabeler.isRunning,
  });
  onTestFinished(async () => {
    await jobs.close();
    await prelabeler.close();
    await Promise.all([inference.close(), second.close()]);
    project.close();
  });
  return {
    ...{ db, writer, folder, rootId, itemIds, jobs, inference, second, prelabeler },
    async preview(itemId) {
      const [model] = await models.list();
      const { sha256: modelSha256 } = assertExists(model, 'it ships');
      return previewer.preview({
        ...{ ...defaultThresholds, classThresholds: {}, options: defaultRunOptions },
        ...{ device: 'cpu', modelSha256, itemId },
      });
    },
    async choose(spread) {
      const [model] = await models.list();
      return deviceChooser.choose(assertExists(model, 'it ships'), spread);
    },
    async start(limit, device = 'cpu') {
      const [model] = await models.list();
      return prelabeler.start({ modelSha256: assertExists(model, 'it ships').sha256, device, limit });
    },
  };
}

export interface RunRow {
  readonly path: string;
  readonly problem: string | null;
  readonly details: string | null;
  readonly predictions: number;
}

/** What a run has done, in path order. */
export function listRunRows(db: Database, runId: RunId): RunRow[] {
  return db
    .prepare(
      `SELECT i.path, r.problem_code AS problem, r.problem_details AS details,
         (SELECT count(*) FROM predictions p WHERE p.item_id = i.id AND p.run_id = r.run_id) AS predictions
       FROM run_items r JOIN items i ON i.id = r.item_id WHERE r.run_id = ? ORDER BY i.path`,
    )
    .all(runId) as RunRow[];
}
