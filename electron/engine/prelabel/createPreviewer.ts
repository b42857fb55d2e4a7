import type { Database } from 'better-sqlite3';
import type { ModelPreview } from '#shared/contract/api/modelsApi.ts';
import type { EngineParsedInput } from '#shared/contract/engineApi.ts';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { getReadableItem } from '../db/runs.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { DeviceChooser } from './createDeviceChooser.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import { memberIds, nameOf, timeLimitMs, toCommittee } from './committee.ts';
import { describeDevice } from './describeDevice.ts';
import { explainDeath } from './explainDeath.ts';

/** What a model finds in one image, before a run. Nothing is kept. */
export interface Previewer {
  /** @throws {AppError} run.busy, run.committeeTasks, model.*, device.unavailable, item.notFound, image.* */
  preview(input: EngineParsedInput<'models.preview'>): Promise<ModelPreview>;
  /** The same of a file that need not be a model of the project, read by this card, on the processor. @throws as `preview` */
  tryCard(
    model: { readonly path: string; readonly card: ModelCard },
    input: Omit<EngineParsedInput<'models.tryCard'>, 'source' | 'card'>,
  ): Promise<ModelPreview>;
}

const loadLimitMs = 120_000;

export function createPreviewer(deps: {
  readonly db: Database;
  readonly models: ModelLibrary;
  readonly deviceChooser: DeviceChooser;
  readonly inference: Supervised<InferenceApi>;
  readonly threads: number;
  readonly isRunning: () => boolean;
  readonly previewLimitMs?: number;
}): Previewer {
  const { db, models, deviceChooser, inference, threads, isRunning, previewLimitMs = 60_000 } = deps;
  async function ask(
    loads: readonly InferenceApi['load']['input'][],
    input: Omit<InferenceApi['preview']['input'], 'sessionId' | 'others'>,
    { name, limitMs: previewMs }: { readonly name: string; readonly limitMs: number },
  ): Promise<InferenceApi['preview']['output']> {
    let limitMs = loadLimitMs;
    try {
      const sessionIds: string[] = [];
      for (const load of loads) sessionIds.push((await inference.call('load', load, { timeoutMs: limitMs })).sessionId);
      limitMs = previewMs;
      const [sessionId = '', ...others] = sessionIds;
      return await inference.call('preview', { ...input, sessionId, others }, { timeoutMs: limitMs });
    } catch (error) {
      throw isProcessDeath(error) ? explainDeath(error, name, input.item.path, limitMs) : error;
    }
  }

  return {
    async preview({ modelSha256, itemId, device, ...how }) {
      const item = getReadableItem(db, itemId);
      const { options } = how;
      const committee = toCommittee(await models.recall(memberIds(modelSha256, options.committee)));
      // A run has the processes to itself: a model that is loaded beside it would take its place.
      if (isRunning()) throw new AppError('run.busy');
      const choice =
        device === 'auto' ? await deviceChooser.choose(committee[0], { threads, lanes: 1 }) : { device, notes: [] };
      const beside = committee.map(({ sha256 }) => sha256);
      const loads = committee.map(({ path: modelPath, card }) => ({
        ...{ modelPath, card, device: choice.device, threads, beside },
      }));
      const limitMs = timeLimitMs(committee, [item], options, previewLimitMs);
      const { result, times } = await ask(loads, { item, ...how }, { name: nameOf(committee), limitMs });
      if (!result.ok) throw fromErrorRecord(result.error);
      return { predictions: result.predictions, deviceUsed: describeDevice(choice, threads), times };
    },
    async tryCard({ path, card }, { itemId, ...thresholds }) {
      const item = getReadableItem(db, itemId);
      if (card.task === 'interactive') throw new AppError('model.interactive', { name: card.name });
      if (isRunning()) throw new AppError('run.busy');
      const choice = { device: 'cpu', notes: [] } as const;
      const load = { modelPath: path, card, device: choice.device, threads };
      const how = { ...thresholds, classThresholds: {}, options: defaultRunOptions };
      const limitMs = previewLimitMs;
      const { result, times } = await ask([load], { item, ...how }, { name: card.name, limitMs });
      if (!result.ok) throw fromErrorRecord(result.error);
      return { predictions: result.predictions, deviceUsed: describeDevice(choice, threads), times };
    },
  };
}
