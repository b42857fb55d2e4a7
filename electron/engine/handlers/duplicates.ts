import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { findEmbeddingModel } from '../db/embeddings.ts';
import type { DuplicateRules, Duplicates } from '../duplicates/createDuplicates.ts';
import type { EmbeddingModel } from '../embeddings/chooseEmbeddingModel.ts';
import type { HandlersOf } from './handler.ts';

export function createDuplicateHandlers(deps: {
  readonly db: Database;
  readonly duplicates: Duplicates;
  readonly choose: (asked: string | undefined) => Promise<EmbeddingModel>;
}): HandlersOf<'duplicates'> {
  const { db, duplicates, choose } = deps;

  async function toSimilar(asked: string | undefined, atLeast: number): Promise<DuplicateRules['similar']> {
    const { model, feed } = await choose(asked);
    const modelId = findEmbeddingModel(db, model.sha256, feed);
    if (modelId === undefined) throw new AppError('embedding.missing', { model: model.name });
    return { modelId, atLeast };
  }

  return {
    'duplicates.find': async ({ near, similar }) =>
      duplicates.find({ near, similar: similar && (await toSimilar(similar.modelSha256, similar.atLeast)) }),
    'duplicates.groups': ({ found, offset, limit }) => duplicates.groups(found, offset, limit),
    'duplicates.rest': ({ found, leaksOnly }) => duplicates.rest(found, leaksOnly),
  };
}
