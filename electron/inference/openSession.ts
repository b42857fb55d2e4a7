import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { AppError } from '#shared/contract/errors.ts';
import type { Device } from '#shared/model/run.ts';
import { explainDevice, explainLoadFailure } from './explainFailure.ts';

export interface ModelSession {
  readonly session: ort.InferenceSession;
  readonly device: Exclude<Device, 'auto'>;
  /** What `auto` would rather have had, and why it has not; null: nothing. */
  readonly fallback: string | null;
}

type Accelerator = Exclude<Device, 'auto' | 'cpu'>;
const providers: Readonly<Record<Accelerator, string>> = {
  cuda: 'cuda',
  webgpu: 'webgpu',
  directml: 'dml',
  coreml: 'coreml',
};
/** What `auto` tries first on each system. */
const preferred: Readonly<Partial<Record<NodeJS.Platform, Accelerator>>> = {
  linux: 'cuda',
  win32: 'directml',
  darwin: 'coreml',
};

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

/** Whether this installation has a provider; if not, why. Asked before the runtime tries: it complains loudly. */
export function whyNot(device: Accelerator): string | null {
  const found = ort.listSupportedBackends().find(({ name }) => name === providers[device]);
  if (!found) return 'this build of the runtime does not have it';
  if (device !== 'cuda') return found.bundled ? null : 'its library is not installed';
  const folder = path.join(
    path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    'bin',
  );
  const library = 'libonnxruntime_providers_cuda.so';
  const place = path.join(folder, 'napi-v6', process.platform, process.arch);
  return existsSync(path.join(place, library)) ? null : `${library} is not installed`;
}

/**
 * Opens a model on the device that was asked for. `auto` takes an accelerator that works, else the CPU, and says why.
 * @throws {AppError} device.unavailable, and what `explainLoadFailure` makes of it
 */
export async function openSession(
  model: string | Uint8Array,
  device: Device,
  options: SessionOptions,
): Promise<ModelSession> {
  const onCpu = async (fallback: string | null): Promise<ModelSession> => {
    try {
      return { session: await create(model, 'cpu', options), device: 'cpu', fallback };
    } catch (error) {
      throw explainLoadFailure(error, options.name);
    }
  };
  if (device === 'cpu') return onCpu(null);
  const wanted = device === 'auto' ? preferred[process.platform] : device;
  if (!wanted) return onCpu(null);
  let reason = whyNot(wanted);
  if (reason === null) {
    try {
      return { session: await create(model, providers[wanted], options), device: wanted, fallback: null };
    } catch (error) {
      reason = explainDevice(error);
    }
  }
  if (device !== 'auto') throw new AppError('device.unavailable', { device, reason });
  return onCpu(`${wanted} not used: ${reason}`);
}
