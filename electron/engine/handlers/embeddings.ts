import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { countEmbedded, findEmbeddingModel } from '../db/embeddings.ts';
import { getItem } from '../db/items.ts';
import type { EmbeddingModel } from '../embeddings/chooseEmbeddingModel.ts';
import type { Embedder } from '../embeddings/createEmbedder.ts';
import type { Neighbour } from '../embeddings/neighbours.ts';
import type { Similarity } from '../embeddings/createSimilarity.ts';
import type { EngineHandlers, HandlersOf } from './handler.ts';

export function createEmbeddingHandlers(deps: {
  readonly db: Database;
  readonly embedder: Embedder;
  readonly similarity: Similarity;
  readonly choose: (asked: string | undefined) => Promise<EmbeddingModel>;
}): HandlersOf<'embeddings'> & Pick<EngineHandlers, 'items.similar'> {
  const { db, embedder, similarity, choose } = deps;
  return {
    'embeddings.compute': (input) => embedder.start(input),
    'embeddings.status': async ({ modelSha256 }) => {
      const { model, feed } = await choose(modelSha256);
      const { sha256, name } = model;
      return {
        modelSha256: sha256,
        modelName: name,
        ...countEmbedded(db, findEmbeddingModel(db, sha256, feed) ?? null),
      };
    },
    'items.similar': async ({ itemId, objectId, modelSha256, among, limit }) => {
      getItem(db, itemId);
      const { model, feed } = await choose(modelSha256);
      const modelId = findEmbeddingModel(db, model.sha256, feed);
      const objects = (among ?? (objectId === '' ? 'images' : 'objects')) === 'objects';
      const found =
        modelId === undefined ? null : await similarity.nearest({ modelId, itemId, objectId, objects, limit });
      if (!found) throw new AppError('embedding.missing', { model: model.name });
      // Copies of a picture are as near: what was asked about comes before them.
      const isItself = (one: Neighbour): boolean => one.itemId === itemId && one.objectId === objectId;
      const ordered = [...found.filter(isItself), ...found.filter((one) => !isItself(one))];
      return {
        modelSha256: model.sha256,
        matches: ordered.map((one) => ({ ...one, itemId: one.itemId as typeof itemId })),
      };
    },
  };
}
