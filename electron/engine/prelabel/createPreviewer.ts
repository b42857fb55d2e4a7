import type { Database } from 'better-sqlite3';
import type { EngineParsedInput, ModelPreview } from '#shared/contract/engineApi.ts';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { getReadableItem } from '../db/runs.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { DeviceChooser } from './createDeviceChooser.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import { assertProposes } from './assertProposes.ts';
import { describeDevice } from './describeDevice.ts';
import { explainDeath } from './explainDeath.ts';

/** What a model finds in one image, before a run. Nothing is kept. */
export interface Previewer {
  /** @throws {AppError} run.busy, model.*, device.unavailable, item.notFound, image.* */
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
    load: InferenceApi['load']['input'],
    input: Omit<InferenceApi['preview']['input'], 'sessionId'>,
    name: string,
  ): Promise<InferenceApi['preview']['output']> {
    let limitMs = loadLimitMs;
    try {
      const { sessionId } = await inference.call('load', load, { timeoutMs: limitMs });
      limitMs = previewLimitMs;
      return await inference.call('preview', { ...input, sessionId }, { timeoutMs: limitMs });
    } catch (error) {
      throw isProcessDeath(error) ? explainDeath(error, name, input.item.path, limitMs) : error;
    }
  }

  return {
    async preview({ modelSha256, itemId, device, ...thresholds }) {
      const item = getReadableItem(db, itemId);
      const model = await models.recall(modelSha256);
      assertProposes(model);
      // A run has the processes to itself: a model that is loaded beside it would take its place.
      if (isRunning()) throw new AppError('run.busy');
      const choice =
        device === 'auto' ? await deviceChooser.choose(model, { threads, lanes: 1 }) : { device, notes: [] };
      const load = { modelPath: model.path, card: model.card, device: choice.device, threads };
      const { result, times } = await ask(load, { item, ...thresholds }, model.name);
      if (!result.ok) throw fromErrorRecord(result.error);
      return { predictions: result.predictions, deviceUsed: describeDevice(choice, threads), times };
    },
    async tryCard({ path, card }, { itemId, ...thresholds }) {
      const item = getReadableItem(db, itemId);
      if (card.task === 'interactive') throw new AppError('model.interactive', { name: card.name });
      if (isRunning()) throw new AppError('run.busy');
      const choice = { device: 'cpu', notes: [] } as const;
      const load = { modelPath: path, card, device: choice.device, threads };
      const { result, times } = await ask(load, { item, ...thresholds, classThresholds: {} }, card.name);
      if (!result.ok) throw fromErrorRecord(result.error);
      return { predictions: result.predictions, deviceUsed: describeDevice(choice, threads), times };
    },
  };
}
