import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import { openSession } from '../openSession.ts';
import { PromptModel } from './PromptModel.ts';

type Loading = InferenceApi['embed']['input'];

/** Answers to boxes and points. One model in two files is in memory, beside the one that runs use. */
export function createPromptHandlers(): Pick<Handlers<InferenceApi>, 'embed' | 'segment'> {
  let warm: { readonly key: string; readonly model: Promise<PromptModel> } | null = null;

  async function open({ encoderPath, decoderPath, card, threads }: Loading): Promise<PromptModel> {
    const options = { threads, name: card.name };
    const encoder = await openSession(encoderPath, 'cpu', options);
    const decoder = await openSession(decoderPath, 'cpu', options);
    return new PromptModel(encoder, decoder, card);
  }

  async function load(input: Loading): Promise<PromptModel> {
    const key = JSON.stringify([input.card, input.encoderPath, input.decoderPath, input.threads]);
    if (warm?.key !== key) {
      const former = warm?.model;
      const model = (former ?? Promise.resolve(null))
        .then((one) => one?.release())
        .catch(() => undefined)
        .then(() => open(input));
      warm = { key, model };
      // What could not be loaded is tried again the next time.
      model.catch(() => (warm = warm?.model === model ? null : warm));
    }
    return (warm as { readonly model: Promise<PromptModel> }).model;
  }

  return {
    async embed({ item, cacheFile, ...loading }) {
      const model = await load({ item, cacheFile, ...loading });
      return { isThere: await model.embed(item, cacheFile) };
    },
    async segment({ prompt, item, cacheFile, ...loading }) {
      const model = await load({ item, cacheFile, ...loading });
      const isThere = await model.embed(item, cacheFile);
      return { ...(await model.segment(item, cacheFile, prompt)), isThere };
    },
  };
}
