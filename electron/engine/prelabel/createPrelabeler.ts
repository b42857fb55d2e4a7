import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineParsedInput, ModelInfo } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi, ItemResult } from '#shared/contract/inferenceApi.ts';
import type { ItemId, JobId, RunId } from '#shared/model/ids.ts';
import type { Run } from '#shared/model/run.ts';
import { setActiveRun } from '../db/activeRun.ts';
import { insertPredictions } from '../db/predictions.ts';
import { clearRunFailures } from '../db/runFailures.ts';
import {
  countRunnable,
  getRun,
  insertRun,
  insertRunItem,
  interruptRuns,
  setRunDevice,
  setRunState,
  setRunTotal,
} from '../db/runs.ts';
import type { RunItem, StoredRun } from '../db/runs.ts';
import { withSqliteErrors } from '../db/sqliteErrors.ts';
import { refreshSummaries } from '../db/summaries.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import { createRunFeed } from './createRunFeed.ts';

/** Runs models over items. Predictions only: annotations and decisions are never touched. */
export interface Prelabeler {
  /** @throws {AppError} run.busy, model.* */
  start(input: EngineParsedInput<'runs.start'>): Promise<{ runId: RunId; jobId: JobId }>;
  /** Goes on with the items that are not done, and tries those again that failed. @throws {AppError} run.notFound, run.busy, model.* */
  resume(runId: RunId): Promise<{ runId: RunId; jobId: JobId }>;
  /** Resolves when the run of this id isn't going on. */
  finished(runId: RunId): Promise<Run>;
  close(): Promise<void>;
}

/**
 * Items of one message: at most so many, and no more than take so long, so that cancelling is felt at once and little is
 * done twice after a crash.
 */
const batchAtMost = 8;
const batchMs = 200;
const loadLimitMs = 120_000;
const defaultScore = 0.25;
const defaultIou = 0.45;

const isProcessDeath = (error: unknown): error is AppError =>
  error instanceof AppError && (error.code === 'process.crashed' || error.code === 'process.notResponding');

export function createPrelabeler(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly inference: Supervised<InferenceApi>;
  readonly models: ModelLibrary;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
  /** How long one image may take before its process is ended. */
  readonly itemLimitMs?: number;
}): Prelabeler {
  const { db, inference, models, jobs, emitter, logger, itemLimitMs = 60_000 } = deps;
  if (!db.readonly && db.pragma('query_only', { simple: true }) === 0) interruptRuns(db);
  let current: { readonly runId: RunId; readonly ended: Promise<void> } | null = null;

  /** The model in the inference process, loaded anew after that process was started anew. */
  function createLoader(run: StoredRun, model: ModelInfo): () => Promise<string> {
    let loaded: { sessionId: string; generation: number } | null = null;
    return async () => {
      // Ended and not started again yet: the number of starts is still the old one.
      const isAlive = inference.pid !== undefined;
      if (loaded && isAlive && loaded.generation === inference.generation) return loaded.sessionId;
      const input = { modelPath: model.path, card: model.card, device: run.deviceAsked, threads: null };
      const { sessionId, deviceUsed } = await inference.call('load', input, { timeoutMs: loadLimitMs });
      loaded = { sessionId, generation: inference.generation };
      setRunDevice(db, run.id, deviceUsed);
      return sessionId;
    };
  }

  type Loader = () => Promise<string>;

  async function predict(
    run: StoredRun,
    load: Loader,
    items: readonly RunItem[],
    upcoming: readonly RunItem[],
  ): Promise<readonly ItemResult[]> {
    const sessionId = await load();
    const { scoreThreshold, iouThreshold } = run;
    const input = { sessionId, scoreThreshold, iouThreshold, items, upcoming };
    return (await inference.call('predict', input, { timeoutMs: itemLimitMs })).results;
  }

  async function predictAlone(run: StoredRun, load: Loader, item: RunItem, tries: number): Promise<ItemResult> {
    try {
      const [result] = await predict(run, load, [item], []);
      return assertExists(result, 'there is a result for each item');
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      if (tries > 1) return predictAlone(run, load, item, tries - 1);
      const details = { item: item.path, seconds: itemLimitMs / 1000 };
      const code = error.code === 'process.crashed' ? 'model.crashed' : 'model.timeout';
      return { itemId: item.itemId, result: { ok: false, error: toErrorRecord(new AppError(code, details)) } };
    }
  }

  /** A batch that killed the process is tried again item by item; the item that kills it twice is set aside. */
  async function predictSafely(
    run: StoredRun,
    load: Loader,
    items: readonly RunItem[],
    upcoming: readonly RunItem[],
  ): Promise<readonly ItemResult[]> {
    try {
      return await predict(run, load, items, upcoming);
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      logger.warn('a batch is tried again item by item', { runId: run.id, reason: error.message });
    }
    const results: ItemResult[] = [];
    // Which one of several it was is not known yet; a single one has had its first try.
    const tries = items.length > 1 ? 2 : 1;
    for (const item of items) results.push(await predictAlone(run, load, item, tries));
    return results;
  }

  /** Predictions and the fact that their items are done, together or not at all. */
  function store(run: StoredRun, results: readonly ItemResult[]): void {
    const write = db.transaction(() => {
      for (const { itemId, result } of results) {
        insertRunItem(db, run.id, itemId, result.ok ? null : result.error);
        const place = { runId: run.id, itemId: itemId as ItemId, modelSha256: run.modelSha256 };
        if (result.ok) insertPredictions(db, place, result.predictions);
      }
      refreshSummaries(
        db,
        results.map(({ itemId }) => itemId),
      );
    });
    withSqliteErrors(() => write.immediate());
    emitter.emit('itemsChanged', { itemIds: results.map(({ itemId }) => itemId as ItemId) });
  }

  async function work(run: StoredRun, model: ModelInfo, job: JobHandle): Promise<void> {
    const load = createLoader(run, model);
    let [done, failed] = [run.itemsDone + run.itemsFailed, run.itemsFailed];
    let total = countRunnable(db, run.itemLimit);
    setRunTotal(db, run.id, total);
    // Also for an empty folder: a model that can't be loaded is told at once.
    await load();
    emitter.emit('runsChanged', {});
    const feed = createRunFeed(db, run.id);
    let batchSize = 1;
    const next = (room: number): Promise<readonly ItemResult[]> | null => {
      const items = job.signal.aborted ? [] : feed.take(Math.min(room, batchSize));
      if (items.length === 0) return null;
      const started = performance.now();
      const answer = predictSafely(run, load, items, feed.peek(batchAtMost)).then((results) => {
        const itemMs = (performance.now() - started) / items.length;
        batchSize = Math.min(batchAtMost, Math.max(1, Math.floor(batchMs / itemMs)));
        return results;
      });
      // Awaited below, after the batch before it is stored.
      answer.catch(() => undefined);
      return answer;
    };
    for (let batch = next(total - done); batch !== null;) {
      const results = await batch;
      // The model works on the next batch while this one is written.
      batch = next(total - done - results.length);
      store(run, results);
      done += results.length;
      failed += results.filter(({ result }) => !result.ok).length;
      if (batch === null) {
        // Images that arrived while it ran are taken along.
        total = Math.max(total, countRunnable(db, run.itemLimit));
        batch = next(total - done);
      }
      job.progress({ done, total, failed });
    }
    setRunTotal(db, run.id, total);
  }

  async function go(run: StoredRun, model: ModelInfo, job: JobHandle): Promise<void> {
    try {
      await work(run, model, job);
      const state = job.signal.aborted ? 'cancelled' : 'done';
      setRunState(db, run.id, state);
      job.finish(state, getRun(db, run.id).deviceUsed ?? undefined);
    } catch (error) {
      const record = toErrorRecord(error);
      logger.error('a run failed', { runId: run.id, code: record.code, message: record.message });
      job.finish('failed', record.message);
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

  function launch(run: StoredRun, model: ModelInfo): { runId: RunId; jobId: JobId } {
    const job = jobs.start({
      kind: 'prelabel',
      total: countRunnable(db, run.itemLimit),
      cancellable: true,
      runId: run.id,
    });
    const ended = go(run, model, job);
    current = { runId: run.id, ended };
    return { runId: run.id, jobId: job.id };
  }

  function assertFree(): void {
    if (current) throw new AppError('run.busy');
  }

  return {
    async start({ modelSha256, scoreThreshold, iouThreshold, device, limit }) {
      assertFree();
      const model = await models.resolve(modelSha256);
      assertFree();
      const { card } = model;
      const runId = db
        .transaction(() => {
          const id = insertRun(db, {
            modelSha256: model.sha256,
            modelName: model.name,
            scoreThreshold: scoreThreshold ?? card.scoreThreshold ?? defaultScore,
            iouThreshold: iouThreshold ?? card.iouThreshold ?? defaultIou,
            deviceAsked: device,
            itemLimit: limit ?? null,
          });
          setActiveRun(db, id);
          refreshSummaries(db, 'all');
          return id;
        })
        .immediate();
      emitter.emit('projectChanged', {});
      emitter.emit('itemsChanged', { itemIds: null });
      return launch(getRun(db, runId), model);
    },
    async resume(runId) {
      assertFree();
      const run = getRun(db, runId);
      const model = await models.resolve(run.modelSha256);
      assertFree();
      db.transaction(() => {
        clearRunFailures(db, runId);
        setRunState(db, runId, 'running');
      }).immediate();
      return launch(getRun(db, runId), model);
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
