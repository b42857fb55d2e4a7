import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import type { Device } from '#shared/model/run.ts';
import { recognise } from '#models/families/familyRegistry.ts';
import { inspectModel } from './inspectModel.ts';
import { LoadedModel } from './LoadedModel.ts';
import { createPromptHandlers } from './interactive/promptServer.ts';
import { openSession, whyNot } from './openSession.ts';

interface WarmModel {
  /** What it was loaded from and for: the card names the file's bytes. */
  readonly key: string;
  readonly answer: InferenceApi['load']['output'];
  readonly model: LoadedModel;
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
        const { session, ...used } = await openSession(modelPath, device, { threads });
        warm = { key, answer: { sessionId: randomUUID(), ...used }, model: new LoadedModel(session, card) };
      }
      return warm.answer;
    },
    predict: ({ sessionId, ...input }) => warmModel(sessionId).predict(input),
    preview: ({ sessionId, ...input }) => warmModel(sessionId).preview(input),
    ...createPromptHandlers(),
    devices() {
      const accelerators: Exclude<Device, 'auto' | 'cpu'>[] = ['cuda', 'webgpu', 'directml', 'coreml'];
      const others = accelerators.map((device) => {
        const reason = whyNot(device);
        return {
          device,
          usable: false,
          detail: reason ?? 'the runtime has it; whether it works, a run with --device shows',
        };
      });
      return { devices: [{ device: 'cpu', usable: true, detail: `${os.availableParallelism()} threads` }, ...others] };
    },
  };
}
