import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { Logger } from '#shared/base/log.ts';
import type { ExportFormatInfo } from '#shared/contract/engineApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { findFormat, formats } from '#shared/formats/formatRegistry.ts';
import type { Format } from '#shared/formats/format.ts';
import type { JobId } from '#shared/model/ids.ts';
import type { Job } from '#shared/model/job.ts';
import type { Stage } from '#shared/model/item.ts';
import { countExport } from '../db/exportRows.ts';
import { listRootRows } from '../db/roots.ts';
import type { JobHandle, Jobs } from '../jobs/jobs.ts';
import type { ExportMessage, ExportRequest, ExportSummary } from './exportRequest.ts';

interface ExportInput {
  readonly format: string;
  /** Absolute path; absent or empty. */
  readonly folder: string;
  readonly what: 'annotations' | 'predictions';
  readonly stages?: readonly Stage[] | undefined;
  readonly images: 'copy' | 'link' | 'leave';
}

export interface Exporter {
  formats(): readonly ExportFormatInfo[];
  /** @throws {AppError} export.unknownFormat */
  preview(input: Pick<ExportInput, 'format' | 'what' | 'stages'>): {
    items: number;
    leftOut: number;
    annotations: number;
    losses: string[];
  };
  /** @throws {AppError} export.* */
  start(input: ExportInput): { jobId: JobId };
  /** Resolves when the job has ended. @throws {AppError} what ended it */
  finished(jobId: JobId): Promise<Job>;
}

/** Unreviewed images never become negatives of a training set. */
const finishedStages: readonly Stage[] = ['labeled', 'approved'];

/** @throws {AppError} export.unknownFormat */
function getFormat(id: string): Format {
  const format = findFormat(id);
  if (!format)
    throw new AppError('export.unknownFormat', { format: id, known: formats.map((known) => known.id).join(', ') });
  return format;
}

function toExportError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new AppError('store.diskFull', {}, { cause: error });
  return new AppError('export.failed', { reason: message }, { cause: error });
}

export function createExporter(deps: {
  readonly projectPath: string;
  readonly projectName: string;
  readonly db: Database;
  readonly workerEntry: string;
  readonly jobs: Jobs;
  readonly logger: Logger;
}): Exporter {
  const { db, jobs, logger } = deps;
  const running = new Map<JobId, Promise<void>>();

  function assertTarget(folder: string): void {
    if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)) {
      throw new AppError('export.targetExists', { path: folder });
    }
    const isInside = (root: string): boolean => `${folder}${path.sep}`.startsWith(`${root}${path.sep}`);
    if (listRootRows(db).some((root) => isInside(root.path)))
      throw new AppError('export.targetInside', { path: folder });
    const parent = path.dirname(folder);
    if (!existsSync(parent)) throw new AppError('folder.notFound', { path: parent });
  }

  function write(request: ExportRequest, job: JobHandle): Promise<ExportSummary | null> {
    const worker = new Worker(deps.workerEntry, { workerData: request });
    return new Promise((resolve, reject) => {
      let summary: ExportSummary | null = null;
      const cancel = (): void => void worker.terminate();
      job.signal.addEventListener('abort', cancel);
      worker.on('message', (message: ExportMessage) => {
        if (message.kind === 'done') summary = message.summary;
        else job.progress({ done: message.done });
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        job.signal.removeEventListener('abort', cancel);
        resolve(summary);
      });
    });
  }

  async function run(request: ExportRequest, job: JobHandle): Promise<void> {
    try {
      const summary = await write(request, job);
      if (summary === null) {
        // Ended in the middle: nothing half-written stays.
        const half = path.join(path.dirname(request.folder), `.${path.basename(request.folder)}.firstpass-export`);
        rmSync(half, { recursive: true, force: true });
        job.finish('cancelled');
        return;
      }
      job.progress({ done: summary.items, total: summary.items });
      job.finish('done', request.folder);
    } catch (error) {
      const failure = toExportError(error);
      logger.error(failure.message, { code: failure.code, folder: request.folder });
      job.finish('failed', failure.message);
      throw failure;
    }
  }

  return {
    formats: () => formats.map(({ id, name, shapes }) => ({ id, name, shapes })),
    preview({ format: id, what, stages = finishedStages }) {
      const format = getFormat(id);
      const table = what === 'annotations' ? 'annotations' : 'open_predictions';
      const counts = db
        .prepare(
          `SELECT a.kind, count(*) AS count FROM ${table} a JOIN items i ON i.id = a.item_id
                  WHERE i.stage IN (${stages.map(() => '?').join(', ')}) GROUP BY a.kind`,
        )
        .all(...stages) as { kind: string; count: number }[];
      const isHeld = ({ kind }: { kind: string }): boolean => (format.shapes as readonly string[]).includes(kind);
      return {
        ...countExport(db, stages),
        annotations: counts.filter(isHeld).reduce((sum, { count }) => sum + count, 0),
        losses: counts.filter((row) => !isHeld(row)).map(({ kind, count }) => `${kind}: ${count}`),
      };
    },
    start({ format, folder, what, stages = finishedStages, images }) {
      getFormat(format);
      assertTarget(folder);
      const { projectPath, projectName } = deps;
      const job = jobs.start({ kind: 'export', total: countExport(db, stages).items, cancellable: true });
      const ending = run({ projectPath, projectName, format, folder, what, stages, images }, job);
      running.set(job.id, ending);
      // Whoever doesn't wait for it sees it in the job.
      ending.catch(() => undefined);
      return { jobId: job.id };
    },
    async finished(jobId) {
      await running.get(jobId);
      const job = jobs.find(jobId);
      if (!job) throw new AppError('job.notFound', { id: jobId });
      return job;
    },
  };
}
