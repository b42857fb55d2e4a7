import type { Logger } from '#shared/base/log.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi, ModelToLoad, ProbeResult } from '#shared/contract/inferenceApi.ts';
import type { Accelerator } from '#shared/model/run.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';
import { chooseDevice } from './chooseDevice.ts';
import type { DeviceChoice, Trial } from './chooseDevice.ts';

/** What `auto` means for a model on this machine. */
export interface DeviceChooser {
  /**
   * Tries each accelerator that the runtime has, once for each model: later it is known.
   * @throws {AppError} model.*; CancelledError
   */
  choose(
    model: ModelInfo,
    spread: { readonly threads: number; readonly lanes: number },
    signal?: AbortSignal,
  ): Promise<DeviceChoice>;
}

/** How the model does on the processor, in the process of this number. */
interface Measured {
  readonly sessionId: string;
  readonly runMs: number;
  readonly generation: number;
}

const loadLimitMs = 120_000;

const failsOnMade = (error: unknown): boolean =>
  error instanceof AppError && ['model.runFailed', 'model.outOfMemoryOn', 'model.outputTooLarge'].includes(error.code);

/** @param probeLimitMs how long a device may take to load the model and run it four times, compiling included */
export function createDeviceChooser(deps: {
  readonly inference: Supervised<InferenceApi>;
  readonly logger: Logger;
  readonly probeLimitMs?: number;
}): DeviceChooser {
  const { inference, logger, probeLimitMs = 60_000 } = deps;
  const known = new Map<string, DeviceChoice>();
  /** What brought the process down: it would do so again, with any model, and take the work under way with it. */
  const lost = new Map<Accelerator, string>();

  async function tryAll(
    load: ModelToLoad,
    lanes: number,
    limit: { readonly signal?: AbortSignal },
  ): Promise<DeviceChoice> {
    const { accelerators } = await inference.call('devices', {}, { timeoutMs: loadLimitMs, ...limit });
    const possible = accelerators.filter(({ never }) => !never);
    const trials: Trial[] = [];
    const cpu: { measured: Measured | null } = { measured: null };

    async function measure(): Promise<Measured> {
      const { measured } = cpu;
      if (measured?.generation === inference.generation && inference.pid !== undefined) return measured;
      const { sessionId } = await inference.call(
        'load',
        { ...load, device: 'cpu' },
        { timeoutMs: loadLimitMs, ...limit },
      );
      const { runMs } = await inference.call('measure', { sessionId }, { timeoutMs: loadLimitMs, ...limit });
      return (cpu.measured = { sessionId, runMs, generation: inference.generation });
    }

    async function probe(device: Accelerator): Promise<ProbeResult> {
      const { sessionId } = await measure();
      try {
        return await inference.call('probe', { ...load, sessionId, device }, { timeoutMs: probeLimitMs, ...limit });
      } catch (error) {
        if (!isProcessDeath(error)) throw error;
        const what =
          error.code === 'process.crashed'
            ? 'it made the inference process crash'
            : `it did not answer within ${probeLimitMs / 1000} s`;
        lost.set(device, `${what}; it is tried again when Firstpass is started anew`);
        logger.error('a device could not be tried', { device, reason: error.message });
        return { ok: false, reason: lost.get(device) ?? what };
      }
    }

    for (const { device, missing } of possible) {
      const reason = missing ?? lost.get(device);
      trials.push({ device, result: reason === undefined ? await probe(device) : { ok: false, reason } });
    }
    return chooseDevice(trials, cpu.measured?.runMs ?? 0, lanes);
  }

  return {
    async choose(model, { threads, lanes }, signal) {
      const key = [model.sha256, JSON.stringify(model.card), threads, lanes].join();
      const before = known.get(key);
      if (before) return before;
      const limit = signal ? { signal } : {};
      try {
        const choice = await tryAll({ modelPath: model.path, card: model.card, threads }, lanes, limit);
        known.set(key, choice);
        return choice;
      } catch (error) {
        // It does not do on the processor alone: the run tells of it, image by image.
        if (!isProcessDeath(error) && !failsOnMade(error)) throw error;
        return { device: 'cpu', notes: ['no other device was tried: the model failed on a made picture'] };
      }
    },
  };
}
