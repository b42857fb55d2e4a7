import { assertExists } from '#shared/base/assert.ts';
import type { Logger } from '#shared/base/log.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi, ItemResult, StepTimes } from '#shared/contract/inferenceApi.ts';
import type { UsedDevice } from '#shared/model/run.ts';
import type { RunItem, StoredRun } from '../db/runs.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';
import { nameOf, timeLimitMs } from './committee.ts';
import type { Committee } from './committee.ts';
import { explainDeath } from './explainDeath.ts';

/** The models of a run in an inference process, whatever happens to that process. */
export interface Predictor {
  /** @throws {AppError} model.loadFailed, device.unavailable; CancelledError */
  load(): Promise<unknown>;
  /**
   * A result for each of `items`. A batch that kills the process is tried again item by item; the item that kills it
   * twice is set aside.
   * @throws {AppError} model.loadFailed, device.unavailable; CancelledError
   */
  predict(items: readonly RunItem[], upcoming: readonly RunItem[]): Promise<readonly ItemResult[]>;
}

const loadLimitMs = 120_000;
/** Twice what a batch takes. Whoever cancels a run waits half a second at most, also where one image takes longer. */
const graceMs = 400;

export function createPredictor(deps: {
  readonly inference: Supervised<InferenceApi>;
  readonly run: StoredRun;
  readonly committee: Committee;
  readonly device: UsedDevice;
  readonly threads: number;
  /** Aborted: what is under way ends soon. */
  readonly signal: AbortSignal;
  /** How long one image may take before its process is ended. */
  readonly itemLimitMs: number;
  /** Told after each batch. */
  readonly onTimes: (times: StepTimes) => void;
  readonly logger: Logger;
}): Predictor {
  const { inference, run, committee, device, threads, signal, itemLimitMs, onTimes, logger } = deps;
  let loaded: { readonly sessionIds: readonly string[]; readonly generation: number } | null = null;

  /** A process that dies while it loads is given one more try: memory that was short a moment ago may be there now. */
  async function loadAnew(model: ModelInfo, tries: number): Promise<string> {
    const beside = committee.map(({ sha256 }) => sha256);
    const input = { modelPath: model.path, card: model.card, device, threads, beside };
    try {
      return (await inference.call('load', input, { timeoutMs: loadLimitMs, signal })).sessionId;
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      logger.warn('the inference process ended while it loaded a model', { runId: run.id, reason: error.message });
      if (tries > 1) return loadAnew(model, tries - 1);
      throw new AppError(
        'model.loadFailed',
        { model: model.name, reason: error.message.replace(/\.$/, '') },
        { cause: error },
      );
    }
  }

  /** Loaded anew after the process was started anew. */
  async function sessions(): Promise<readonly string[]> {
    // Ended and not started again yet: the number of starts is still the old one.
    const isAlive = (): boolean => inference.pid !== undefined;
    if (loaded && isAlive() && loaded.generation === inference.generation) return loaded.sessionIds;
    let sessionIds: string[] = [];
    // One that brings the process down takes those before it along.
    for (let generation = NaN; generation !== inference.generation || !isAlive();) {
      sessionIds = [];
      for (const model of committee) {
        sessionIds.push(await loadAnew(model, 2));
        if (sessionIds.length === 1) ({ generation } = inference);
      }
    }
    loaded = { sessionIds, generation: inference.generation };
    return sessionIds;
  }

  const limitFor = (items: readonly RunItem[]): number => timeLimitMs(committee, items, run.options, itemLimitMs);

  async function attempt(items: readonly RunItem[], upcoming: readonly RunItem[]): Promise<readonly ItemResult[]> {
    const { scoreThreshold, iouThreshold, classThresholds, options } = run;
    const [sessionId = '', ...others] = await sessions();
    const question = { sessionId, others, scoreThreshold, iouThreshold, classThresholds, options };
    const limit = { timeoutMs: limitFor(items), signal, graceMs };
    const { results, times } = await inference.call('predict', { ...question, items, upcoming }, limit);
    onTimes(times);
    return results;
  }

  async function predictAlone(item: RunItem, tries: number): Promise<ItemResult> {
    try {
      const [result] = await attempt([item], []);
      return assertExists(result, 'there is a result for each item');
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      if (tries > 1) return predictAlone(item, tries - 1);
      const said = explainDeath(error, nameOf(committee), item.path, limitFor([item]));
      return { itemId: item.itemId, result: { ok: false, error: toErrorRecord(said) } };
    }
  }

  return {
    load: sessions,
    async predict(items, upcoming) {
      try {
        return await attempt(items, upcoming);
      } catch (error) {
        if (!isProcessDeath(error)) throw error;
        logger.warn('a batch is tried again item by item', { runId: run.id, reason: error.message });
      }
      const results: ItemResult[] = [];
      // Which one of several it was is not known yet; a single one has had its first try.
      const tries = items.length > 1 ? 2 : 1;
      for (const item of items) results.push(await predictAlone(item, tries));
      return results;
    },
  };
}
