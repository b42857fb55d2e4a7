import type { Database } from 'better-sqlite3';
import type { EngineParsedInput, ModelInfo, ModelPreview } from '#shared/contract/engineApi.ts';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Device } from '#shared/model/run.ts';
import { getReadableItem } from '../db/runs.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import { assertProposes } from './assertProposes.ts';
import { describeDevice } from './describeDevice.ts';

/** What a model finds in one image, before a run. Nothing is kept. */
export interface Previewer {
  /** @throws {AppError} run.busy, model.*, device.unavailable, item.notFound, image.* */
  preview(input: EngineParsedInput<'models.preview'>): Promise<ModelPreview>;
}

const loadLimitMs = 120_000;
const previewLimitMs = 60_000;

export function createPreviewer(deps: {
  readonly db: Database;
  readonly models: ModelLibrary;
  readonly inference: Supervised<InferenceApi>;
  readonly threads: number;
  readonly isRunning: () => boolean;
}): Previewer {
  const { db, models, inference, threads, isRunning } = deps;
  /** Looked at once: a slider asks many times a second, and a model's file is hashed when it is looked at. */
  let last: { readonly sha256: string; readonly device: Device; readonly model: ModelInfo } | null = null;

  async function resolve(sha256: string, device: Device): Promise<ModelInfo> {
    if (last?.sha256 !== sha256 || last.device !== device) {
      last = { sha256, device, model: await models.resolve(sha256) };
    }
    return last.model;
  }

  return {
    async preview({ modelSha256, itemId, device, ...thresholds }) {
      const item = getReadableItem(db, itemId);
      const model = await resolve(modelSha256, device);
      assertProposes(model);
      // A run has the processes to itself: a model that is loaded beside it would take its place.
      if (isRunning()) throw new AppError('run.busy');
      const load = { modelPath: model.path, card: model.card, device, threads };
      const { sessionId, ...used } = await inference.call('load', load, { timeoutMs: loadLimitMs });
      const input = { sessionId, item, ...thresholds };
      const { result, times } = await inference.call('preview', input, { timeoutMs: previewLimitMs });
      if (!result.ok) throw fromErrorRecord(result.error);
      return { predictions: result.predictions, deviceUsed: describeDevice(used, threads), times };
    },
  };
}
