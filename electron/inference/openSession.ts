import os from 'node:os';
import * as ort from 'onnxruntime-node';
import { AppError } from '#shared/contract/errors.ts';
import type { UsedDevice } from '#shared/model/run.ts';
import { providers, stateOf } from './accelerators.ts';
import { checkExternalData } from './checkExternalData.ts';
import { explainDevice, explainLoadFailure } from './explainFailure.ts';
import { readModelFile } from './readModelFile.ts';

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
  // Its two kinds of argument are two overloads.
  return typeof model === 'string'
    ? ort.InferenceSession.create(model, options)
    : ort.InferenceSession.create(model, options);
}

/** Opens a model on the processor by its bytes. @throws what the runtime throws */
export const openBytes = (bytes: Uint8Array, options: SessionOptions): Promise<ort.InferenceSession> =>
  create(bytes, 'cpu', options);

/**
 * Opens a model on a device; its file is looked at before the runtime sees it.
 * @throws {AppError} device.unavailable, what `readModelFile` and `checkExternalData` throw, and what `explainLoadFailure` makes of a failure on the processor
 */
export async function openSession(
  modelPath: string,
  device: UsedDevice,
  options: SessionOptions,
): Promise<ort.InferenceSession> {
  // Again, and not only when it was added: what lies beside a model may be another file by now.
  await checkExternalData(modelPath, await readModelFile(modelPath));
  if (device === 'cpu') {
    try {
      return await create(modelPath, 'cpu', options);
    } catch (error) {
      throw explainLoadFailure(error, options.name);
    }
  }
  const { missing } = stateOf(device);
  if (missing !== null) throw new AppError('device.unavailable', { device, reason: missing });
  try {
    return await create(modelPath, providers[device], options);
  } catch (error) {
    throw new AppError('device.unavailable', { device, reason: explainDevice(error) }, { cause: error });
  }
}
