import { existsSync } from 'node:fs';
import type { Engine } from '#engine/createEngine.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { QuantizationReport } from '#shared/contract/api/modelsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ExitCode, ParsedArgs } from './command.ts';
import { jobEnd, openProjectFile } from './openForCommand.ts';
import type { Output } from './output.ts';

const usage = (reason: string): AppError => new AppError('cli.usage', { reason, command: 'models' });
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const measures: Readonly<Record<QuantizationReport['measure'], string>> = {
  topClass: 'images whose surest class is the same',
  regions: 'mean IoU of regions',
  objects: 'F1 of objects at IoU 0.5 and the score threshold of the model',
};

function imagesOption(value: ParsedArgs['values'][string]): number | undefined {
  if (value === undefined) return undefined;
  const images = Number(value);
  if (!Number.isInteger(images) || images < 4 || images > 2000)
    throw usage(`--images must be a whole number from 4 to 2000, not ${String(value)}`);
  return images;
}

function table(report: QuantizationReport): [string, string][] {
  const { path, sizeBytes, sizeRatio, speedRatio, floatMs, quantizedMs, heldBackImages, calibrationImages } = report;
  return [
    ['file', path],
    ['size', `${(sizeBytes / 1e6).toFixed(1)} MB, ${percent(sizeRatio)} of the float model`],
    [
      'speed',
      `${speedRatio.toFixed(2)} x (${floatMs.toFixed(1)} ms -> ${quantizedMs.toFixed(1)} ms on this processor)`,
    ],
    ['agreement', `${percent(report.agreement)} with the float model: ${measures[report.measure]}`],
    ['loss', percent(report.loss)],
    ['measured on', `${heldBackImages} images that were not calibrated on`],
    ['calibrated on', `${calibrationImages} images`],
    ['quantized', `${report.layers} of ${report.layersInAll} layers, ranges: ${report.ranges}`],
  ];
}

/**
 * `firstpass models quantize`: 0 where little is lost, 3 where the model was written but loses more than is let pass.
 * @throws {AppError} cli.usage, quantize.*, model.*
 */
export async function quantizeModel(
  engine: Engine,
  output: Output,
  nameOrFile: string | undefined,
  values: ParsedArgs['values'],
): Promise<ExitCode> {
  if (nameOrFile === undefined) throw usage('models quantize needs a model: FILE or NAME');
  if (typeof values.project !== 'string') throw usage('--project PROJECT is missing: its images are calibrated on');
  const images = imagesOption(values.images);
  await openProjectFile(engine, values.project);
  const known = (await engine.call('models.list', {})).find(
    ({ name, sha256 }) => name === nameOrFile || sha256 === nameOrFile,
  );
  if (!known && !existsSync(nameOrFile) && !/\.onnx$/i.test(nameOrFile))
    throw new AppError('model.unknownName', { name: nameOrFile });
  const model = known ?? (await engine.call('models.add', { file: engine.grants.add(nameOrFile).id }));
  await engine.call('roots.settled', {});
  const stop = output.progress(engine.events, 'quantize');
  const { jobId } = await engine.call('models.quantize', {
    modelSha256: model.sha256,
    images,
    ...(typeof values.out === 'string' && { file: engine.grants.add(values.out).id }),
  });
  try {
    await jobEnd(engine, jobId);
  } finally {
    stop();
  }
  const report = assertExists(await engine.call('models.quantized', { jobId }), 'a job that is done has a report');
  output.table(table(report));
  if (report.isRefused) {
    output.line();
    output.line(`Refused as default: it loses ${percent(report.loss)} against the float model, more than 2 %.`);
    output.line('It was written, and says so in its card. Use it only where its speed is worth that.');
  }
  output.result(report);
  return report.isRefused ? 3 : 0;
}
