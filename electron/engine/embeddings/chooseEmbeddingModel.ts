import { createHash } from 'node:crypto';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { assert } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { isRefusedAsDefault } from '#shared/model/refusedAsDefault.ts';
import type { ModelLibrary } from '../prelabel/createModelLibrary.ts';
import type { Supervised } from '../processes/supervised.ts';

/** A model that describes images. */
export interface EmbeddingModel {
  readonly model: ModelInfo;
  /** What decides about its vectors beside its file. */
  readonly feed: string;
}

/** Counts up when the same image gives other vectors. */
const version = 1;
const findLimitMs = 60_000;

const feedOf = ({ card }: ModelInfo, tensor: string): string =>
  createHash('sha256')
    .update(JSON.stringify([version, card.input, tensor]))
    .digest('hex')
    .slice(0, 16);

/**
 * The model that is asked for; or else, of those of the project that describe images, the one whose run is shown, then the one that was
 * added last and is not refused as default.
 * @throws {AppError} embedding.none, embedding.noModel, model.*
 */
export function createEmbeddingModelChooser(deps: {
  readonly models: ModelLibrary;
  readonly inference: Supervised<InferenceApi>;
  readonly activeModelSha256: () => string | null;
}): (asked: string | undefined) => Promise<EmbeddingModel> {
  const { models, inference, activeModelSha256 } = deps;
  /** By file and card. */
  const known = new Map<string, string | null>();

  async function find(model: ModelInfo): Promise<EmbeddingModel | null> {
    const { card, sha256, path: modelPath } = model;
    const mayDescribe = card.task === 'classify' || card.output.embedding !== undefined;
    if (!mayDescribe) return null;
    const key = JSON.stringify([sha256, card.output]);
    let tensor = known.get(key);
    if (tensor === undefined) {
      const input = { modelPath, card };
      ({ tensor } = await inference.call('findEmbedding', input, { timeoutMs: findLimitMs }));
      known.set(key, tensor);
    }
    return tensor === null ? null : { model, feed: feedOf(model, tensor) };
  }

  return async (asked) => {
    if (asked !== undefined) {
      const [model] = await models.recall([asked]);
      assert(model, 'what is recalled is there');
      const found = await find(model);
      if (!found) throw new AppError('embedding.none', { model: model.name });
      return found;
    }
    const active = activeModelSha256();
    const usable = (await models.list())
      .filter(({ problem, sha256, card }) => problem === null && (sha256 === active || !isRefusedAsDefault(card)))
      .reverse();
    for (const model of usable.sort((a, b) => Number(b.sha256 === active) - Number(a.sha256 === active))) {
      const found = await find(model);
      if (found) return found;
    }
    throw new AppError('embedding.noModel');
  };
}
