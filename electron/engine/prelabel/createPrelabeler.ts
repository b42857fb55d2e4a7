import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineParsedInput } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ItemId, JobId, RunId } from '#shared/model/ids.ts';
import { defaultThresholds } from '#shared/model/run.ts';
import type { Run } from '#shared/model/run.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { setActiveRun } from '../db/activeRun.ts';
import { clearRunFailures } from '../db/runFailures.ts';
import {
  countRunnable,
  getRun,
  insertRun,
  interruptRuns,
  setRunDevice,
  setRunState,
  setRunTargets,
  setRunTotal,
} from '../db/runs.ts';
import type { StoredRun } from '../db/runs.ts';
import { refreshSummaries } from '../db/summaries.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { DeviceChooser } from './createDeviceChooser.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import { createRunFeed } from './createRunFeed.ts';
import { createRunTimes } from './createRunTimes.ts';
import { memberIds, nameOf, toCommittee } from './committee.ts';
import type { Committee } from './committee.ts';
import { createTeam } from './createTeam.ts';
import type { LaneWork } from './runLane.ts';
import { storeResults } from './storeResults.ts';

type RunRequest = Omit<EngineParsedInput<'runs.start'>, 'classThresholds' | 'options'> &
  Partial<Pick<EngineParsedInput<'runs.start'>, 'classThresholds' | 'options'>>;

/** Runs models over items. Predictions only: annotations and decisions are never touched. */
export interface Prelabeler {
  /** @throws {AppError} run.busy, run.committeeTasks, model.* */
  start(input: RunRequest): Promise<{ runId: RunId; jobId: JobId }>;
  /** Goes on with the items that are not done, and tries those again that failed. @throws {AppError} run.notFound, run.busy, model.* */
  resume(runId: RunId): Promise<{ runId: RunId; jobId: JobId }>;
  readonly isRunning: boolean;
  /** Resolves when the run of this id isn't going on. */
  finished(runId: RunId): Promise<Run>;
  close(): Promise<void>;
}

export function createPrelabeler(deps: {
  readonly db: Database;
  readonly actor: string;
  /** The inference processes that a run may use. */
  readonly lanes: readonly [Supervised<InferenceApi>, ...Supervised<InferenceApi>[]];
  readonly deviceChooser: DeviceChooser;
  readonly models: ModelLibrary;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
  /** How long one image may take before its process is ended. */
  readonly itemLimitMs?: number;
}): Prelabeler {
  const { db, lanes, deviceChooser, models, jobs, emitter, logger, itemLimitMs = 60_000 } = deps;
  if (!db.readonly && db.pragma('query_only', { simple: true }) === 0) interruptRuns(db);
  let current: { readonly runId: RunId; readonly ended: Promise<void> } | null = null;

  async function work(run: StoredRun, committee: Committee, job: JobHandle): Promise<void> {
    const feed = createRunFeed(db, run.id);
    const times = createRunTimes();
    let [done, failed, out] = [run.itemsDone + run.itemsFailed, run.itemsFailed, 0];
    let total = countRunnable(db, run);
    setRunTotal(db, run.id, total);

    const laneWork: LaneWork = {
      take(count) {
        const items = feed.take(Math.min(count, Math.max(0, total - done - out)));
        out += items.length;
        return items;
      },
      store(items, results) {
        const started = performance.now();
        const stored = storeResults(db, run, items, results);
        times.addStore(performance.now() - started);
        feed.settle(items);
        out -= items.length;
        emitter.emit('itemsChanged', { itemIds: stored.map(({ itemId }) => itemId as ItemId) });
        done += stored.length;
        failed += stored.filter(({ result }) => !result.ok).length;
        job.progress({ done, total, failed });
      },
      giveBack(items) {
        feed.giveBack(items);
        out -= items.length;
      },
    };
    const team = createTeam({ lanes, deviceChooser, run, committee, signal: job.signal, itemLimitMs, times, logger });
    // Also for an empty folder: a model that can't be loaded is told at once.
    setRunDevice(db, run.id, await team.load());
    emitter.emit('runsChanged', {});
    const [started, doneBefore] = [performance.now(), done];
    for (let before = -1; before !== done && !job.signal.aborted;) {
      before = done;
      await team.work(total - done, laneWork);
      // Images that arrived while it ran are taken along, and those that were moved or replaced meanwhile.
      total = countRunnable(db, run);
    }
    setRunTotal(db, run.id, total);
    job.progress({ done, total, failed });
    // For whoever wants to know why a run is slow.
    logger.info('where the time of a run went', {
      runId: run.id,
      ...times.perImage(done - doneBefore, performance.now() - started),
    });
  }

  async function go(run: StoredRun, committee: Committee, job: JobHandle): Promise<void> {
    const unlessCancelled = (error: unknown): void => {
      if (!(error instanceof CancelledError)) throw error;
    };
    try {
      await work(run, committee, job).catch(unlessCancelled);
      const state = job.signal.aborted ? 'cancelled' : 'done';
      setRunState(db, run.id, state);
      job.finish(state, getRun(db, run.id).deviceUsed ?? undefined);
    } catch (error) {
      const record = toErrorRecord(error);
      logger.error('a run failed', { runId: run.id, code: record.code, message: record.message });
      job.fail(record);
      emitter.emit('noticed', { error: record });
      try {
        setRunState(db, run.id, 'failed');
      } catch (alsoFailed) {
        // The disk that stopped the run is still full. Opening the project again finds the run interrupted.
        logger.error('the end of a run could not be written', { runId: run.id, error: String(alsoFailed) });
      }
    } finally {
      current = null;
      emitter.emit('runsChanged', {});
    }
  }

  function launch(run: StoredRun, committee: Committee): { runId: RunId; jobId: JobId } {
    const job = jobs.start({ kind: 'prelabel', total: countRunnable(db, run), cancellable: true, runId: run.id });
    const ended = go(run, committee, job);
    current = { runId: run.id, ended };
    return { runId: run.id, jobId: job.id };
  }

  function assertFree(): void {
    if (current) throw new AppError('run.busy');
  }

  /** @throws {AppError} run.busy, run.committeeTasks, model.* */
  async function assemble(first: string, others: readonly string[]): Promise<Committee> {
    const found = [];
    for (const sha256 of memberIds(first, others)) found.push(await models.resolve(sha256));
    assertFree();
    return toCommittee(found);
  }

  return {
    async start({ modelSha256, scoreThreshold, iouThreshold, classThresholds, options, device, limit, where }) {
      assertFree();
      const { committee: others, ...looks } = options ?? defaultRunOptions;
      const committee = await assemble(modelSha256, others);
      const [{ card, sha256 }, ...further] = committee;
      const runId = db
        .transaction(() => {
          const id = insertRun(db, {
            modelSha256: sha256,
            modelName: nameOf(committee),
            scoreThreshold: scoreThreshold ?? card.scoreThreshold ?? defaultThresholds.scoreThreshold,
            iouThreshold: iouThreshold ?? card.iouThreshold ?? defaultThresholds.iouThreshold,
            classThresholds: classThresholds ?? {},
            options: { ...looks, committee: further.map((model) => model.sha256) },
            deviceAsked: device,
            itemLimit: limit ?? null,
          });
          if (where) setRunTargets(db, id, where);
          setActiveRun(db, id);
          refreshSummaries(db, 'all');
          return id;
        })
        .immediate();
      emitter.emit('projectChanged', {});
      emitter.emit('itemsChanged', { itemIds: null });
      return launch(getRun(db, runId), committee);
    },
    async resume(runId) {
      assertFree();
      const run = getRun(db, runId);
      const committee = await assemble(run.modelSha256, run.options.committee);
      db.transaction(() => {
        clearRunFailures(db, runId);
        setRunState(db, runId, 'running');
      }).immediate();
      return launch(getRun(db, runId), committee);
    },
    get isRunning() {
      return current !== null;
    },
    async finished(runId) {
      if (current?.runId === runId) await current.ended;
      return getRun(db, runId);
    },
    close: async () => {
      await current?.ended;
    },
  };
}
