import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { ExportFormatInfo } from '#shared/contract/api/exportsApi.ts';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, CancelledError, fromErrorRecord, toErrorRecord } from '#shared/contract/errors.ts';
import type { Format } from '#shared/formats/format.ts';
import { findFormat, formats } from '#shared/formats/formatRegistry.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { JobId } from '#shared/model/ids.ts';
import { stages as allStages } from '#shared/model/item.ts';
import type { Stage } from '#shared/model/item.ts';
import { listClasses } from '../db/classes.ts';
import { inQuery } from '../db/exportChoice.ts';
import { listRootRows } from '../db/roots.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import { askWorker } from '../processes/askWorker.ts';
import type { Supervised } from '../processes/supervised.ts';
import { assertClassPlan } from './chooseLabels.ts';
import { createSampler } from './createSampler.ts';
import type {
  ExportMessage,
  ExportRequest,
  ExportTask,
  LossRequest,
  PreviewRequest,
  SampleRequest,
} from './exportRequest.ts';
import { makePictures } from './pictures/makePictures.ts';
import { workerLimits } from './runGatedWorker.ts';
import { toExportError } from './toExportError.ts';

/** What is asked of an export; stages that aren't said are the default's. */
type Asked<Request extends PreviewRequest> = Omit<Request, 'projectPath' | 'stages'> & {
  readonly stages?: readonly Stage[] | undefined;
};
/** `folder`: absolute path; absent or empty. */
type ExportInput = Omit<Asked<ExportRequest>, 'projectName' | 'appVersion' | 'cancelled'>;

export interface Exporter {
  formats(): readonly ExportFormatInfo[];
  /** @throws {AppError} store.*, and project.noneOpen when it is closed meanwhile */
  hasDicom(): Promise<boolean>;
  /** @throws {AppError} export.unknownFormat, export.unknownClass, export.skeletonsDiffer, store.*, and project.noneOpen when it is closed meanwhile */
  preview(input: Asked<PreviewRequest>): Promise<EngineOutput<'exports.preview'>>;
  /** @throws as preview */
  lossItems(input: Asked<LossRequest>): Promise<EngineOutput<'exports.lossItems'>>;
  /** @returns null: ended @throws as preview, and process.* */
  samples(asked: Promise<Asked<Omit<SampleRequest, 'appVersion'>>>): Promise<EngineOutput<'exports.samples'>>;
  endSamples(): void;
  /** @throws {AppError} export.* */
  start(input: ExportInput): { jobId: JobId };
  /** Ends the previews; exports are jobs, and end as such. */
  close(): void;
}

/** Unreviewed images never become negatives of a training set; predictions are of unreviewed images by nature. */
function stagesOf(what: PreviewRequest['what']): readonly Stage[] {
  return what === 'annotations' ? ['labeled', 'approved'] : allStages;
}

/** The files that an export is of: those that its format needs, and those that are copied. */
function filesOf({ format, deidentify }: Pick<PreviewRequest, 'format' | 'deidentify'>) {
  const needs = findFormat(format)?.needs;
  return {
    fileKinds: [...(needs ? [needs] : []), ...(deidentify ? ['dicom' as const] : [])],
    withoutBurnedIn: deidentify?.burnedIn === 'leaveOut',
  };
}

/** @throws {AppError} export.unknownFormat */
function getFormat(id: string): Format {
  const format = findFormat(id);
  if (format) return format;
  throw new AppError('export.unknownFormat', { format: id, known: formats.map((known) => known.id).join(', ') });
}

/** @throws {AppError} export.needsImages, export.notTogether */
function assertTogether({ format, images, deidentify, crops, augment }: ExportInput): void {
  const { id, name, sortImage, needs } = getFormat(format);
  if (sortImage && images === 'leave') throw new AppError('export.needsImages', { format: id });
  const wanted = [crops ? 'crops' : '', augment ? 'augment' : '', sortImage ? name : ''].find((one) => one !== '');
  // Pictures of objects, and folders by class, are called as the images are: names may tell whose they are.
  if (deidentify && wanted) throw new AppError('export.notTogether', { a: 'deidentify', b: wanted });
  if (needs && augment) throw new AppError('export.notTogether', { a: name, b: 'augment' });
}

export function createExporter(deps: {
  readonly projectPath: string;
  readonly projectName: string;
  readonly appVersion: string;
  readonly db: Database;
  readonly imaging: Supervised<ImagingApi>;
  readonly workerEntry: string;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
}): Exporter {
  const { db, jobs, emitter, logger } = deps;
  /** Where exports are being written now. */
  const targets = new Set<string>();
  const closing = new AbortController();
  const sampler = createSampler(deps);

  /** @returns the target with links on the way to it resolved. */
  function checkTarget(chosen: string): string {
    const chosenParent = path.dirname(chosen);
    if (!existsSync(chosenParent)) throw new AppError('folder.notFound', { path: chosenParent });
    const folder = path.join(realpathSync(chosenParent), path.basename(chosen));
    if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)) {
      throw new AppError('export.targetExists', { path: folder });
    }
    const isInside = (root: string): boolean => `${folder}${path.sep}`.startsWith(`${root}${path.sep}`);
    if (listRootRows(db).some((root) => isInside(root.path)))
      throw new AppError('export.targetInside', { path: folder });
    if (targets.has(folder)) throw new AppError('export.targetBusy', { path: folder });
    return folder;
  }

  /** Resolves with the worker's last word. */
  function write(
    request: ExportRequest,
    job: JobHandle,
  ): Promise<Exclude<ExportMessage, { kind: 'progress' | 'pictures' }>> {
    const worker = new Worker(deps.workerEntry, {
      workerData: { kind: 'write', request } satisfies ExportTask,
      resourceLimits: workerLimits,
    });
    return new Promise((resolve, reject) => {
      const cancel = (): void => void Atomics.store(request.cancelled, 0, 1);
      job.signal.addEventListener('abort', cancel);
      worker.on('message', (message: ExportMessage) => {
        if (message.kind === 'progress') job.progress({ done: message.done, total: message.total });
        else if (message.kind === 'pictures')
          void makePictures(deps.imaging, message.tasks).then((answer) => worker.postMessage(answer));
        else resolve(message);
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        job.signal.removeEventListener('abort', cancel);
        reject(new AppError('process.crashed', { process: 'export', reason: 'it ended without a word' }));
      });
    });
  }

  async function run(request: ExportRequest, job: JobHandle): Promise<void> {
    try {
      const end = await write(request, job);
      if (end.kind === 'failed') throw fromErrorRecord(end.error);
      if (end.kind === 'cancelled') job.finish('cancelled');
      else {
        const done = end.summary.items + end.summary.pictures;
        job.progress({ done, total: done });
        job.finish('done', request.folder);
      }
    } catch (error) {
      const failure = toErrorRecord(toExportError(error));
      logger.error(failure.message, { folder: request.folder });
      job.fail(failure);
      // Whoever started it has long had its answer.
      emitter.emit('noticed', { error: failure });
    } finally {
      targets.delete(request.folder);
    }
  }

  /**
   * What is wrong with a question is told before anything is begun.
   * @throws {AppError} export.unknownFormat, query.*
   */
  function complete<Input extends Asked<PreviewRequest>>(
    input: Input,
  ): Input & { readonly projectPath: string; readonly stages: readonly Stage[] } {
    const stages = input.stages ?? stagesOf(input.what);
    getFormat(input.format);
    inQuery(db, { stages, where: input.where });
    return { ...input, ...filesOf(input), projectPath: deps.projectPath, stages };
  }

  /** Asks a worker of its own, so that others are answered meanwhile. */
  async function look<Answer>(task: ExportTask): Promise<Answer> {
    try {
      return await askWorker<Answer>(deps.workerEntry, task, closing.signal);
    } catch (error) {
      throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
    }
  }

  return {
    formats: () =>
      formats.map(({ id, name, shapes, holdsAttributes, holdsGroups, sortImage, needs = null }) => ({
        ...{ id, name, shapes, holdsAttributes, holdsGroups, needs, needsImages: sortImage !== undefined },
      })),
    hasDicom: () => look<boolean>({ kind: 'hasDicom', projectPath: deps.projectPath }),
    preview: (input) => look<EngineOutput<'exports.preview'>>({ kind: 'preview', request: complete(input) }),
    lossItems: (input) => look<EngineOutput<'exports.lossItems'>>({ kind: 'lossItems', request: complete(input) }),
    samples: (asked) => sampler.sample(asked.then((input) => ({ ...complete(input), appVersion: deps.appVersion }))),
    endSamples: () => sampler.end(),
    start(input) {
      const request = complete(input);
      assertTogether(input);
      // A version has classes of its own, which are looked at with it.
      if (!input.version) assertClassPlan(listClasses(db), input.classes);
      const folder = checkTarget(input.folder);
      const { projectName, appVersion } = deps;
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      const job = jobs.start({ kind: 'export', total: null, cancellable: true });
      targets.add(folder);
      void run({ ...request, projectName, appVersion, folder, cancelled }, job);
      return { jobId: job.id };
    },
    close() {
      closing.abort();
      sampler.end();
    },
  };
}
