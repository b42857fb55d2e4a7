import { existsSync } from 'node:fs';
import type { Engine } from '#engine/createEngine.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { RunFailure } from '#shared/contract/api/runsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { RunId } from '#shared/model/ids.ts';
import { devices } from '#shared/model/run.ts';
import type { Device } from '#shared/model/run.ts';
import type { CliCommand, ParsedArgs } from '../command.ts';
import { jobEnd, openProjectFile } from '../openForCommand.ts';
import { committeeNames, runOptionArgs, runOptionsFromArgs, runOptionUsage } from '../runOptionsFromArgs.ts';

/** A number option within [low, high]. @throws {AppError} cli.usage */
function numberOption(
  name: string,
  value: ParsedArgs['values'][string],
  low: number,
  high: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value === '' || !(number >= low && number <= high)) {
    throw new AppError('cli.usage', {
      reason: `--${name} must be a number from ${low} to ${high}, not ${String(value)}`,
      command: 'prelabel',
    });
  }
  return number;
}

function isDevice(value: string): value is Device {
  return (devices as readonly string[]).includes(value);
}

const toFailure = ({ path, error: { code, message, hint, details } }: RunFailure): object => ({
  path,
  error: { code, message, hint, details },
});

const pageSize = 1000;

async function listFailures(engine: Engine, runId: RunId): Promise<RunFailure[]> {
  const failures: RunFailure[] = [];
  for (let total = 1; failures.length < total;) {
    const page = await engine.call('runs.failures', { runId, offset: failures.length, limit: pageSize });
    failures.push(...page.failures);
    total = page.failures.length === 0 ? 0 : page.total;
  }
  return failures;
}

/** By name, by sha256, or a file, which is added then. @throws {AppError} model.* */
async function findModel(engine: Engine, wanted: string): Promise<ModelInfo> {
  const models = await engine.call('models.list', {});
  const named = models.find(({ name, sha256 }) => name === wanted || sha256 === wanted);
  if (named) return named;
  if (!existsSync(wanted) && !/\.onnx$/i.test(wanted)) throw new AppError('model.unknownName', { name: wanted });
  return engine.call('models.add', { file: engine.grants.add(wanted).id });
}

export const prelabel: CliCommand = {
  name: 'prelabel',
  summary: 'Let a model make the first pass',
  usage: `firstpass prelabel PROJECT --model FILE|NAME [--score S] [--iou I] [--device auto|cpu|cuda|webgpu] [--limit N] [--query Q] ${runOptionUsage}`,
  example: 'firstpass prelabel cells --model cells --score 0.4',
  options: {
    model: { type: 'string' },
    score: { type: 'string' },
    iou: { type: 'string' },
    device: { type: 'string', default: 'auto' },
    limit: { type: 'string' },
    ...runOptionArgs,
    query: { type: 'string' },
  },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const scoreThreshold = numberOption('score', values.score, 0, 1);
    const iouThreshold = numberOption('iou', values.iou, 0, 1);
    const limit = numberOption('limit', values.limit, 1, 1e9);
    const looks = runOptionsFromArgs(values);
    const others = committeeNames(values);
    const device = String(values.device);
    if (typeof values.model !== 'string')
      throw new AppError('cli.usage', { reason: '--model FILE|NAME is missing', command: 'prelabel' });
    if (!isDevice(device))
      throw new AppError('cli.usage', { reason: `--device must be one of ${devices.join(', ')}`, command: 'prelabel' });
    const engine = getEngine();
    await openProjectFile(engine, project);
    const model = await findModel(engine, values.model);
    const committee: string[] = [];
    for (const name of others) committee.push((await findModel(engine, name)).sha256);
    await engine.call('roots.settled', {});
    const stop = output.progress(engine.events, 'prelabel');
    const started = performance.now();
    const { runId, jobId } = await engine.call('runs.start', {
      modelSha256: model.sha256,
      scoreThreshold,
      iouThreshold,
      options: { ...looks, committee },
      device,
      limit,
      ...(typeof values.query === 'string' ? { where: values.query } : {}),
    });
    try {
      await jobEnd(engine, jobId);
    } finally {
      stop();
    }
    const seconds = (performance.now() - started) / 1000;
    const run = (await engine.call('runs.list', {})).find(({ id }) => id === runId);
    if (!run) throw new AppError('run.notFound', { id: runId });
    const matches = await engine.call('classes.matches', { runId });
    const unmatched = matches.filter(({ classId }) => classId === null).map(({ className }) => className);
    output.table([
      ['run', run.id],
      ['model', run.modelName],
      ['device', run.deviceUsed?.split('; ')[0] ?? ''],
      ['', run.deviceUsed?.split('; ')[1] ?? ''],
      ['images', run.itemsDone],
      ['failed', run.itemsFailed],
      ['proposals', run.predictionCount],
      ['images/s', (run.itemsDone / seconds).toFixed(1)],
    ]);
    if (unmatched.length > 0)
      output.line(`Not in the project yet: ${unmatched.join(', ')}. Review asks what they are.`);
    const failures = await listFailures(engine, runId);
    for (const { path, error } of failures) output.failure(path, error);
    output.result({ run, seconds, unmatchedClasses: unmatched, failures: failures.map(toFailure) });
    return run.itemsFailed > 0 ? 3 : 0;
  },
};
