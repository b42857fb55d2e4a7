import { randomUUID } from 'node:crypto';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { recognise } from '#models/families/familyRegistry.ts';
import { listAccelerators, providerFolder } from './accelerators.ts';
import { explainDevice } from './explainFailure.ts';
import { predictTogether, previewTogether } from './askTogether.ts';
import { inspectModel } from './inspectModel.ts';
import type { LoadedModel } from './LoadedModel.ts';
import { measureModel } from './measureModel.ts';
import { openModel } from './openModel.ts';
import { outputsAgree } from './outputsAgree.ts';
import { createEmbeddingHandlers } from './embedding/embeddingServer.ts';
import { createQuantizeHandlers } from './quantize/quantizeServer.ts';
import { createPromptHandlers } from './interactive/promptServer.ts';

interface WarmModel {
  /** What it was loaded from and for: the card names the file's bytes. */
  readonly key: string;
  readonly sha256: string;
  readonly answer: InferenceApi['load']['output'];
  readonly model: LoadedModel;
  /** What it said of the made picture. */
  made: readonly OutputTensor[] | null;
}

/**
 * What the inference process answers. One model is in memory, or those of one committee: the next run of the same finds them
 * warm, and another takes their place.
 */
export function createInferenceHandlers(): Handlers<InferenceApi> {
  let warm: readonly WarmModel[] = [];

  const findWarm = (sessionId: string): WarmModel | undefined =>
    warm.find(({ answer }) => answer.sessionId === sessionId);

  function warmModel(sessionId: string): LoadedModel {
    const found = findWarm(sessionId);
    if (!found) throw new AppError('internal', { reason: 'the model is not loaded' });
    return found.model;
  }

  return {
    async inspect({ modelPath }) {
      const signature = await inspectModel(modelPath);
      const recognition = recognise(signature);
      const card = recognition && {
        ...recognition,
        name: signature.metadata.description ?? '',
        sha256: signature.sha256,
      };
      return { signature, card };
    },
    async load({ modelPath, card, device, threads, beside = [] }) {
      const key = JSON.stringify([card, device, threads]);
      const { sha256 } = card;
      const mayStay = (one: WarmModel): boolean =>
        one.key === key || (one.sha256 !== sha256 && beside.includes(one.sha256));
      const former = warm.filter((one) => !mayStay(one));
      warm = warm.filter(mayStay);
      // Before the next is loaded: there may be no memory for both.
      for (const { model } of former) await model.release();
      const known = warm.find((one) => one.key === key);
      if (known) return known.answer;
      const model = await openModel(modelPath, card, device, threads);
      const answer = { sessionId: randomUUID() };
      warm = [...warm, { key, sha256, answer, model, made: null }];
      return answer;
    },
    predict: ({ sessionId, others, ...input }) =>
      predictTogether([warmModel(sessionId), ...others.map(warmModel)], input),
    preview: ({ sessionId, others, ...input }) =>
      previewTogether([warmModel(sessionId), ...others.map(warmModel)], input),
    ...createPromptHandlers(),
    ...createEmbeddingHandlers(),
    ...createQuantizeHandlers(),
    async measure({ sessionId }) {
      const model = warmModel(sessionId);
      const { outputs, runMs } = await measureModel(model);
      const measured = findWarm(sessionId);
      if (measured) measured.made = outputs;
      return { runMs };
    },
    async probe({ sessionId, modelPath, card, device, threads }) {
      const expected = findWarm(sessionId)?.made;
      if (!expected) throw new AppError('internal', { reason: 'the model was not measured' });
      let other: LoadedModel | null = null;
      try {
        other = await openModel(modelPath, card, device, threads);
        const { outputs, runMs } = await measureModel(other);
        return { ok: true, agrees: outputsAgree(expected, outputs), runMs };
      } catch (error) {
        const said = error instanceof AppError ? (error.details.reason ?? error.message) : explainDevice(error);
        return { ok: false, reason: String(said).replace(/\.$/, '') };
      } finally {
        await other?.release();
      }
    },
    devices: () => ({ accelerators: listAccelerators(), providerFolder }),
  };
}
