import type { InferenceApi, ModelToLoad } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import { EmbeddingModel } from './EmbeddingModel.ts';
import { findEmbedding, openEmbedding } from './openEmbedding.ts';

/** Describes images. One model is in memory for it, beside the one that runs use; when its work is over it is let go. */
export function createEmbeddingHandlers(): Pick<
  Handlers<InferenceApi>,
  'findEmbedding' | 'embedImages' | 'releaseEmbedding'
> {
  let warm: { readonly key: string; readonly model: Promise<EmbeddingModel> } | null = null;

  async function release(): Promise<void> {
    const former = warm?.model;
    warm = null;
    await former?.then(
      (model) => model.release(),
      () => undefined,
    );
  }

  async function open(load: ModelToLoad): Promise<EmbeddingModel> {
    const { session, channels } = await openEmbedding(load);
    return new EmbeddingModel(session, load.card, channels);
  }

  async function load({ modelPath, card, threads }: ModelToLoad): Promise<EmbeddingModel> {
    const key = JSON.stringify([modelPath, card, threads]);
    if (warm?.key !== key) {
      await release();
      const model = open({ modelPath, card, threads });
      warm = { key, model };
      // What could not be loaded is tried again the next time.
      model.catch(() => (warm = warm?.model === model ? null : warm));
    }
    return (warm as { readonly model: Promise<EmbeddingModel> }).model;
  }

  return {
    findEmbedding: async ({ modelPath, card }) => ({ tensor: await findEmbedding(modelPath, card) }),
    async embedImages({ images, ...toLoad }) {
      const model = await load(toLoad);
      return { answers: await model.embed(images) };
    },
    async releaseEmbedding() {
      await release();
      return {};
    },
  };
}
