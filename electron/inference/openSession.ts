import os from 'node:os';
import * as ort from 'onnxruntime-node';
import { AppError } from '#shared/contract/errors.ts';
import type { UsedDevice } from '#shared/model/run.ts';
import { providers, stateOf } from './accelerators.ts';
import { explainDevice, explainLoadFailure } from './explainFailure.ts';

export interface SessionOptions {
  readonly threads: number | null;
  /** What people call the model. */
  readonly name: string;
}

function create(
  model: string | Uint8Array,
  provider: string,
  { threads }: SessionOptions,
): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads ?? os.availableParallelism(),
    // Electron's allocator refuses the big aligned blocks that the arena asks for.
    enableCpuMemArena: !('electron' in process.versions),
    logSeverityLevel: 4,
    // Threads that spin while they wait take the cores from the decoders.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return typeof model === 'string'
    ? ort.InferenceSession.create(model, options)
    : ort.InferenceSession.create(model, options);
}

/**
 * Opens a model on a device.
 * @throws {AppError} device.unavailable, and what `explainLoadFailure` makes of a failure on the processor
 */
export async function openSession(
  model: string | Uint8Array,
  device: UsedDevice,
  options: SessionOptions,
): Promise<ort.InferenceSession> {
  if (device === 'cpu') {
    try {
      return await create(model, 'cpu', options);
    } catch (error) {
      throw explainLoadFailure(error, options.name);
    }
  }
  const { missing } = stateOf(device);
  if (missing !== null) throw new AppError('device.unavailable', { device, reason: missing });
  try {
    return await create(model, providers[device], options);
  } catch (error) {
    throw new AppError('device.unavailable', { device, reason: explainDevice(error) }, { cause: error });
  }
}
