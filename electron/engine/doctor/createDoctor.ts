import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { DoctorCheck } from '#shared/contract/api/projectApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { DeviceChooser } from '../prelabel/createDeviceChooser.ts';
import type { Supervised } from '../processes/supervised.ts';
import { checkDevices } from './checkDevices.ts';

/** Tries every part that can be missing on a machine, for real, and says what to do. */
export interface Doctor {
  examine(): Promise<readonly DoctorCheck[]>;
}

const failed = (name: string, error: unknown): DoctorCheck => ({
  name,
  state: 'failed',
  detail: error instanceof Error ? error.message : String(error),
  hint: error instanceof AppError ? error.hint : null,
});

export function createDoctor(deps: {
  readonly imaging: Supervised<ImagingApi>;
  readonly inference: Supervised<InferenceApi>;
  readonly deviceChooser: DeviceChooser;
  readonly dataFolder: string;
  readonly cacheFolder: string;
  /** An image that must decode. */
  readonly sampleImage: () => Promise<string>;
  /** A model that must load. */
  readonly sampleModel: () => Promise<ModelInfo>;
}): Doctor {
  async function folder(name: string, where: string): Promise<DoctorCheck> {
    try {
      const probe = await mkdtemp(path.join(where, '.doctor-'));
      await writeFile(path.join(probe, 'probe'), 'x');
      await rm(probe, { recursive: true });
      const { bavail, bsize } = await statfs(where);
      const freeGb = ((bavail * bsize) / 1e9).toFixed(1);
      return { name, state: 'ok', detail: `${where} (${freeGb} GB free)`, hint: null };
    } catch (error) {
      return failed(name, error);
    }
  }

  async function images(): Promise<DoctorCheck> {
    const name = 'images';
    const scratch = await mkdtemp(path.join(os.tmpdir(), 'firstpass-doctor-'));
    try {
      const thumbnailPath = path.join(scratch, 'thumbnail.webp');
      const input = { path: await deps.sampleImage(), frame: 0, thumbnailPath, thumbnailPx: 64, location: false };
      const answer = await deps.imaging.call('inspect', input, { timeoutMs: 30_000 });
      if (!answer.ok) return { name, state: 'failed', detail: answer.error.message, hint: answer.error.hint };
      const { widthPx, heightPx, format } = answer.image;
      return { name, state: 'ok', detail: `decoded a ${format} of ${widthPx} x ${heightPx} pixels`, hint: null };
    } catch (error) {
      return failed(name, error);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async function devices(): Promise<DoctorCheck[]> {
    try {
      const threads = os.availableParallelism();
      const found = await deps.inference.call('devices', {}, { timeoutMs: 60_000 });
      const choice = await deps.deviceChooser.choose(await deps.sampleModel(), { threads, lanes: 1 });
      return checkDevices(found, choice, threads);
    } catch (error) {
      return [failed('inference', error)];
    }
  }

  return {
    async examine() {
      const runtime: DoctorCheck = {
        name: 'runtime',
        state: 'ok',
        detail: `Node ${process.versions.node} on ${process.platform} ${process.arch}, ${os.availableParallelism()} cores`,
        hint: null,
      };
      const folders = [await folder('data folder', deps.dataFolder), await folder('cache folder', deps.cacheFolder)];
      return [runtime, ...folders, await images(), ...(await devices())];
    },
  };
}
