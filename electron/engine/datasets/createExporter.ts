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
import { findFormat, formats } from '#shared/formats/formatRegistry.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { JobId } from '#shared/model/ids.ts';
import { stages as allStages } from '#shared/model/item.ts';
import type { Stage } from '#shared/model/item.ts';
import { inQuery } from '../db/exportChoice.ts';
import { listRootRows } from '../db/roots.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { FrameAnswer, FrameToRender } from './askForFrame.ts';
import { askWorker } from '../processes/askWorker.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { ExportedVersion, ExportMessage, ExportRequest, ExportTask } from './exportRequest.ts';
import { toExportError } from './toExportError.ts';

interface ExportInput {
  readonly format: string;
  /** Absolute path; absent or empty. */
  readonly folder: string;
  readonly what: 'annotations' | 'predictions';
  readonly stages?: readonly Stage[] | undefined;
  readonly where?: string | undefined;
  readonly images: 'copy' | 'link' | 'leave';
  readonly deidentify?: ExportRequest['deidentify'];
  readonly version: ExportedVersion | null;
}

export interface Exporter {
  formats(): readonly ExportFormatInfo[];
  /** @throws {AppError} store.*, and project.noneOpen when it is closed meanwhile */
  hasDicom(): Promise<boolean>;
  /** @throws {AppError} export.unknownFormat, store.*, and project.noneOpen when it is closed meanwhile */
  preview(
    input: Pick<ExportInput, 'format' | 'what' | 'stages' | 'where' | 'version' | 'deidentify'>,
  ): Promise<EngineOutput<'exports.preview'>>;
  /** @throws {AppError} export.* */
  start(input: ExportInput): { jobId: JobId };
  /** Ends the previews; exports are jobs, and end as such. */
  close(): void;
}

/** As large as it is. */
const anySidePx = 65_535;
const renderLimitMs = 120_000;

/** Unreviewed images never become negatives of a training set; predictions are of unreviewed images by nature. */
function stagesOf(what: ExportInput['what']): readonly Stage[] {
  return what === 'annotations' ? ['labeled', 'approved'] : allStages;
}

/** The files that an export is of: those that its format needs, and those that are copied. */
function filesOf({ format, deidentify }: Pick<ExportInput, 'format' | 'deidentify'>) {
  const needs = findFormat(format)?.needs;
  return {
    fileKinds: [...(needs ? [needs] : []), ...(deidentify ? ['dicom' as const] : [])],
    withoutBurnedIn: deidentify?.burnedIn === 'leaveOut',
  };
}

/** @throws {AppError} export.unknownFormat */
function assertFormat(id: string): void {
  if (!findFormat(id))
    throw new AppError('export.unknownFormat', { format: id, known: formats.map((known) => known.id).join(', ') });
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

  /** A refusal is the worker's to tell. */
  async function renderFrame({ source, frame, outPath }: FrameToRender): Promise<FrameAnswer> {
    try {
      const input = { path: source, frame, outPath, maxSidePx: anySidePx };
      const answer = await deps.imaging.call('render', input, { timeoutMs: renderLimitMs });
      return answer.ok ? null : toErrorRecord(new AppError('export.imageUnreadable', { path: source }));
    } catch (error) {
      return toErrorRecord(error);
    }
  }

  /** Resolves with the worker's last word. */
  function write(
    request: ExportRequest,
    job: JobHandle,
  ): Promise<Exclude<ExportMessage, { kind: 'progress' | 'render' }>> {
    const worker = new Worker(deps.workerEntry, { workerData: { kind: 'write', request } satisfies ExportTask });
    return new Promise((resolve, reject) => {
      const cancel = (): void => void Atomics.store(request.cancelled, 0, 1);
      job.signal.addEventListener('abort', cancel);
      worker.on('message', (message: ExportMessage) => {
        if (message.kind === 'progress') job.progress({ done: message.done, total: message.total });
        else if (message.kind === 'render')
          void renderFrame(message.frame).then((answer) => worker.postMessage(answer));
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
        job.progress({ done: end.summary.items, total: end.summary.items });
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

  async function ask<Answer>(task: ExportTask): Promise<Answer> {
    try {
      return await askWorker<Answer>(deps.workerEntry, task, closing.signal);
    } catch (error) {
      throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
    }
  }

  return {
    formats: () =>
      formats.map(({ id, name, shapes, holdsAttributes, holdsGroups, needs = null }) => ({
        ...{ id, name, shapes, holdsAttributes, holdsGroups, needs },
      })),
    async preview({ format, what, where, version, deidentify, stages = stagesOf(what) }) {
      assertFormat(format);
      inQuery(db, { stages, where });
      const task: ExportTask = {
        kind: 'preview',
        request: {
          ...{ projectPath: deps.projectPath, format, what, stages, where, version },
          ...filesOf({ format, deidentify }),
        },
      };
      return ask<EngineOutput<'exports.preview'>>(task);
    },
    hasDicom: () => ask<boolean>({ kind: 'hasDicom', projectPath: deps.projectPath }),
    start({ folder: chosen, what, stages = stagesOf(what), ...input }) {
      assertFormat(input.format);
      // What is wrong with a query is told before anything is begun.
      inQuery(db, { stages, where: input.where });
      const folder = checkTarget(chosen);
      const { projectPath, projectName, appVersion } = deps;
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      const job = jobs.start({ kind: 'export', total: null, cancellable: true });
      targets.add(folder);
      void run(
        { ...input, ...filesOf(input), projectPath, projectName, appVersion, folder, what, stages, cancelled },
        job,
      );
      return { jobId: job.id };
    },
    close: () => closing.abort(),
  };
}
