import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { UnpackResult } from '#shared/contract/sharing.ts';
import { runWorkerJob } from '../datasets/runWorkerJob.ts';
import { createJobs } from '../jobs/createJobs.ts';
import { createWriteGate } from '../writeGate.ts';
import type { SharingPart } from './sharingTask.ts';

/** Unpacks projects; none need be open for it. */
export interface Unpacker {
  /** @throws {AppError} pack.*, project.*, folder.notFound */
  unpack(file: string, folder: string): Promise<UnpackResult>;
  /** Cancels what runs, and waits for its end. */
  close(): Promise<void>;
}

export function createUnpacker(deps: {
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly workerEntry: string;
  readonly logger: Logger;
}): Unpacker {
  const jobs = createJobs({ emitter: deps.emitter });
  // Nobody else writes where it writes.
  const gate = createWriteGate();
  const room = {
    ...{ entry: deps.workerEntry, name: 'sharing', gate, jobs, logger: deps.logger },
    cancelled: 'pack.cancelled',
    // Jobs of no project are not in the list that can be cancelled from.
    isCancellable: false,
  } as const;
  return {
    unpack(file, folder) {
      const part: SharingPart = { kind: 'unpack', request: { file, folder, actor: deps.actor } };
      return runWorkerJob<UnpackResult>(room, 'unpack', { projectPath: '', ...part });
    },
    close: () => jobs.close(),
  };
}
