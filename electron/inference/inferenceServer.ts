import { randomUUID } from 'node:crypto';
import os from 'node:os';
import sharp from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import type { Device } from '#shared/model/run.ts';
import { recognise } from '#models/families/familyRegistry.ts';
import { inspectModel } from './inspectModel.ts';
import { LoadedModel } from './loadedModel.ts';
import { openSession, whyNot } from './openSession.ts';

sharp.concurrency(1);
sharp.cache(false);

/** What the inference process answers. */
export function createInferenceHandlers(): Handlers<InferenceApi> {
  const models = new Map<string, LoadedModel>();

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
      const { session, deviceUsed } = await openSession(modelPath, device, { threads });
      const sessionId = randomUUID();
      models.set(sessionId, new LoadedModel(session, card));
      return { sessionId, deviceUsed };
    },
    predict(input) {
      const model = models.get(input.sessionId);
      if (!model) throw new AppError('internal', { reason: 'the model is not loaded' });
      return model.predict(input);
    },
    async unload({ sessionId }) {
      await models.get(sessionId)?.release();
      models.delete(sessionId);
      return null;
    },
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
