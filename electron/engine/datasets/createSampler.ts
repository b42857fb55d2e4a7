import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExportSamples } from '#shared/contract/api/exportsApi.ts';
import { CancelledError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { askWorker } from '../processes/askWorker.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { ExportTask, SampleRequest } from './exportRequest.ts';
import { makePictures } from './pictures/makePictures.ts';
import type { SampledCopies } from './sampleCopies.ts';

/** Of a picture that is shown small; twice what it is on the screen. */
const mostSidePx = 560;
const encoding = { format: 'jpeg', quality: 90 } as const;

export interface Sampler {
  /** The newest question ends the one before, from now on, however long it takes to put it. @returns null: ended @throws {AppError} export.*, process.*, store.* */
  sample(asked: Promise<SampleRequest>): Promise<ExportSamples | null>;
  end(): void;
}

/** Shows what changed copies an export would have, before it is written: a worker chooses them, the imaging process makes small pictures. */
export function createSampler(deps: {
  readonly workerEntry: string;
  readonly imaging: Supervised<ImagingApi>;
}): Sampler {
  let current = new AbortController();

  async function makeSmall(copies: SampledCopies['copies']): Promise<string[]> {
    const folder = mkdtempSync(path.join(tmpdir(), 'firstpass-samples-'));
    const fileOf = (at: number): string => path.join(folder, `${at}.jpg`);
    try {
      const tasks = copies.map(({ task }, at) => ({ ...task, outPath: fileOf(at), encoding, mostSidePx }));
      const refused = await makePictures(deps.imaging, tasks);
      if (refused) throw fromErrorRecord(refused);
      return copies.map((_, at) => readFileSync(fileOf(at), 'base64'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  return {
    async sample(asked) {
      current.abort();
      const { signal } = (current = new AbortController());
      try {
        const task: ExportTask = { kind: 'samples', request: await asked };
        const { total, image, copies } = await askWorker<SampledCopies>(deps.workerEntry, task, signal);
        const pictures = signal.aborted ? [] : await makeSmall(copies);
        if (signal.aborted) return null;
        return {
          ...{ total, image },
          copies: copies.map(({ task: _, ...copy }, at) => ({ ...copy, picture: pictures[at] ?? '' })),
        };
      } catch (error) {
        if (error instanceof CancelledError) return null;
        throw error;
      }
    },
    end: () => current.abort(),
  };
}
