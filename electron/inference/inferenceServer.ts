import { randomUUID } from 'node:crypto';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { recognise } from '#models/families/familyRegistry.ts';
import { listAccelerators, providerFolder } from './accelerators.ts';
import { explainDevice } from './explainFailure.ts';
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
  readonly answer: InferenceApi['load']['output'];
  readonly model: LoadedModel;
  /** What it said of the made picture. */
  made: readonly OutputTensor[] | null;
}

/**
 * What the inference process answers. One model at most is in memory: the next run of the same finds it warm, and
 * another takes its place.
 */
export function createInferenceHandlers(): Handlers<InferenceApi> {
  let warm: WarmModel | null = null;

  function warmModel(sessionId: string): LoadedModel {
    if (warm?.answer.sessionId !== sessionId) throw new AppError('internal', { reason: 'the model is not loaded' });
    return warm.model;
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
    async load({ modelPath, card, device, threads }) {
      const key = JSON.stringify([card, device, threads]);
      if (warm?.key !== key) {
        const former = warm;
        warm = null;
        // Before the next is loaded: there may be no memory for both.
        await former?.model.release();
        const model = await openModel(modelPath, card, device, threads);
        warm = { key, answer: { sessionId: randomUUID() }, model, made: null };
      }
      return warm.answer;
    },
    predict: ({ sessionId, ...input }) => warmModel(sessionId).predict(input),
    preview: ({ sessionId, ...input }) => warmModel(sessionId).preview(input),
    ...createPromptHandlers(),
    ...createEmbeddingHandlers(),
    ...createQuantizeHandlers(),
    async measure({ sessionId }) {
      const model = warmModel(sessionId);
      const { outputs, runMs } = await measureModel(model);
      if (warm?.model === model) warm.made = outputs;
      return { runMs };
    },
    async probe({ sessionId, modelPath, card, device, threads }) {
      const expected = warm?.answer.sessionId === sessionId ? warm.made : null;
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
