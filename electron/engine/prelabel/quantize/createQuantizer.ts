import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { ModelInfo, QuantizationReport } from '#shared/contract/api/modelsApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, CancelledError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { JobId } from '#shared/model/ids.ts';
import { sampleItems } from '../../db/itemSample.ts';
import type { RunItem } from '../../db/runs.ts';
import type { JobHandle, Jobs } from '../../jobs/jobs.ts';
import { isProcessDeath } from '../../processes/isProcessDeath.ts';
import type { Supervised } from '../../processes/supervised.ts';
import { assertProposes } from '../assertProposes.ts';
import type { ModelLibrary } from '../createModelLibrary.ts';
import { explainDeath } from '../explainDeath.ts';
import { candidatesAtMost, chooseCandidate } from './chooseCandidate.ts';
import { createComparer } from './createComparer.ts';
import { describeQuantized } from './describeQuantized.ts';
import { measuredAtMost, orderBlocks } from './orderBlocks.ts';
import { assertFree, isFree, publishModel } from './publishModel.ts';
import { imagesWanted, splitImages } from './splitImages.ts';
import type { SplitImages } from './splitImages.ts';
import { makeWorkFolder, removeLeftOver } from './workFolder.ts';

/** Makes smaller and faster models of float ones, and says what that costs. The project itself is not changed. */
export interface Quantizer {
  /** @throws {AppError} quantize.*, model.*, run.busy */
  start(input: {
    readonly modelSha256: string;
    readonly images: number;
    /** Absent: beside the model, under a name that is free; of one that ships with the program, beside the project. */
    readonly file?: string | undefined;
  }): Promise<{ jobId: JobId }>;
  /** What came of a job; null when it isn't done, or was not one of these. */
  report(jobId: JobId): QuantizationReport | null;
}

const limitMs = 120_000;
/** Noise shows on few images. */
const measuredOnAtMost = 6;

/** @throws {AppError} quantize.dynamicShape */
function assertFixedShape(model: string, { inputs }: InferenceApi['inspect']['output']['signature']): void {
  const isOpen = (shape: readonly (number | string)[]): boolean =>
    shape.length === 0 || shape.slice(1).some((size) => typeof size === 'string');
  const [image] = inputs;
  if (image && isOpen(image.shape))
    throw new AppError('quantize.dynamicShape', { model, input: `${image.name} [${image.shape.join(', ')}]` });
}

export function createQuantizer(deps: {
  readonly db: Database;
  readonly projectPath: string;
  readonly models: ModelLibrary;
  /** A process of its own: models that are made and measured take no run's place. */
  readonly inference: Supervised<InferenceApi>;
  readonly threads: number;
  readonly cacheFolder: string;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly logger: Logger;
  /** A run would make whatever is timed here slow. */
  readonly isRunning: () => boolean;
}): Quantizer {
  const { db, projectPath, models, inference, threads, cacheFolder, jobs, emitter, logger, isRunning } = deps;
  const reports = new Map<JobId, QuantizationReport>();
  let isBusy = false;
  try {
    removeLeftOver(cacheFolder);
  } catch (error) {
    // A folder that may not be written any more keeps no project from opening.
    logger.warn('what a killed process left behind could not be removed', { message: (error as Error).message });
  }

  async function work(
    model: ModelInfo,
    images: SplitImages,
    target: string,
    folder: string,
    job: JobHandle,
  ): Promise<QuantizationReport> {
    const { calibration, choosing, heldBack } = images;
    let done = 0;
    const onImage = (): void => job.progress({ done: (done += 1) });
    let at: string = model.path;
    const call: Supervised<InferenceApi>['call'] = async (method, input) => {
      try {
        return await inference.call(method, input, { timeoutMs: limitMs, signal: job.signal });
      } catch (error) {
        throw isProcessDeath(error) ? explainDeath(error, model.name, at, limitMs) : error;
      }
    };
    const { calibrationId } = await call('openCalibration', { modelPath: model.path, card: model.card, threads });
    const calibrated: RunItem[] = [];
    for (const item of calibration) {
      at = item.path;
      if ((await call('calibrate', { calibrationId, items: [item] })).failed.length === 0) calibrated.push(item);
      onImage();
    }
    const measured = calibrated.slice(0, measuredOnAtMost);
    const blocks = await orderBlocks(async (way) => {
      const answer = await call('measureQuantized', { calibrationId, ...way, items: measured });
      measured.forEach(onImage);
      return answer;
    });
    if (!blocks) throw new AppError('quantize.nothing', { model: model.name });
    const comparer = createComparer({ model, threads, call, onImage });
    const expected = await comparer.ask(model.path, model.sha256, choosing);
    const write: Parameters<typeof chooseCandidate>[0]['write'] = (way) =>
      call('writeQuantized', { calibrationId, ...way });
    const chosen = await chooseCandidate({
      ...{ folder, items: choosing, expected, comparer, blocks, write },
      floatBytes: model.sizeBytes,
    });
    if (!chosen) throw new AppError('quantize.nothing', { model: model.name });
    await call('closeCalibration', {});
    const [float, quantized] = [
      await comparer.ask(model.path, model.sha256, heldBack),
      await comparer.ask(chosen.file, chosen.sha256, heldBack),
    ];
    // Each twice, in turns: whatever else the machine does meets both.
    const floatMs = Math.min(float.runMs, await comparer.time(model.path, model.sha256));
    const quantizedMs = Math.min(quantized.runMs, await comparer.time(chosen.file, chosen.sha256));
    const report = describeQuantized({
      ...{ model, chosen, floatMs, quantizedMs, target },
      measure: comparer.measure,
      agreement: comparer.compare(heldBack, float, quantized),
      calibrationImages: calibrated.length,
      heldBackImages: heldBack.length,
    });
    if (job.signal.aborted) throw new CancelledError();
    publishModel(chosen.file, target, report.card, folder);
    return report;
  }

  async function go(model: ModelInfo, images: SplitImages, target: string, job: JobHandle): Promise<void> {
    let folder: string | null = null;
    try {
      folder = makeWorkFolder(cacheFolder);
      const report = await work(model, images, target, folder, job);
      reports.set(job.id, report);
      job.finish('done', report.path);
    } catch (error) {
      if (error instanceof CancelledError) {
        job.finish('cancelled');
        return;
      }
      const record = toErrorRecord(error);
      logger.error('a model could not be quantized', { code: record.code, message: record.message });
      job.fail(record);
      emitter.emit('noticed', { error: record });
    } finally {
      isBusy = false;
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    }
  }

  /** A name that is free. What ships with the program lies in its folder, which is no place for files of people. */
  function fileBeside({ path: modelPath, builtin }: ModelInfo): string {
    const folder = builtin ? path.dirname(projectPath) : path.dirname(modelPath);
    const name = path.join(folder, `${path.basename(modelPath).replace(/\.onnx$/i, '')}.int8`);
    let file = `${name}.onnx`;
    for (let count = 2; !isFree(file); count += 1) file = `${name}-${count}.onnx`;
    return file;
  }

  async function prepare(modelSha256: string, images: number, file: string | undefined) {
    const model = await models.resolve(modelSha256);
    assertProposes(model);
    const target = path.resolve(file ?? fileBeside(model));
    assertFree(target);
    const { signature } = await inference.call('inspect', { modelPath: model.path }, { timeoutMs: limitMs });
    assertFixedShape(model.name, signature);
    // Refused now, and not only by the job, is what can be told from the file alone.
    await inference.call(
      'openCalibration',
      { modelPath: model.path, card: model.card, threads },
      { timeoutMs: limitMs },
    );
    const items: readonly RunItem[] = sampleItems(db, imagesWanted(images));
    return { model, target, split: splitImages(items, images) };
  }

  return {
    async start({ modelSha256, images, file }) {
      if (isBusy || isRunning()) throw new AppError('run.busy');
      isBusy = true;
      try {
        const { model, target, split } = await prepare(modelSha256, images, file);
        const { calibration, choosing, heldBack } = split;
        const total =
          calibration.length +
          Math.min(measuredOnAtMost, calibration.length) * measuredAtMost +
          choosing.length * (1 + candidatesAtMost) +
          heldBack.length * 2;
        const job = jobs.start({ kind: 'quantize', total, cancellable: true });
        void go(model, split, target, job);
        return { jobId: job.id };
      } catch (error) {
        isBusy = false;
        throw error;
      }
    },
    report: (jobId) => reports.get(jobId) ?? null,
  };
}
