import type { RunComparison } from '#shared/contract/comparison.ts';
import { AppError } from '#shared/contract/errors.ts';
import { differenceKinds } from '#shared/model/differenceKind.ts';
import type { RunId } from '#shared/model/ids.ts';
import type { CliCommand, ParsedArgs } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const usage = (reason: string): AppError => new AppError('cli.usage', { reason, command: 'evaluate' });

/** @throws {AppError} cli.usage */
function runOption(value: ParsedArgs['values'][string]): RunId | 'active' {
  if (value === undefined) return 'active';
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw usage(`--run must be the number of a run, not ${String(value)}`);
  return number as RunId;
}

/** @throws {AppError} cli.usage */
function overlapOption(value: ParsedArgs['values'][string]): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value === '' || !(number >= 0.15 && number <= 1))
    throw usage(`--overlap must be a number from 0.15 to 1, not ${String(value)}`);
  return number;
}

const share = (value: number | null): string => (value === null ? '-' : value.toFixed(3));

function print(output: Output, found: RunComparison): void {
  output.table([
    ['images compared', found.items],
    ['not compared (not labeled, or changed)', found.leftOut],
    ['labels', found.labels],
    ['predictions', found.predictions],
    ['agree', found.agreed],
    ['missing (prediction without a label)', found.counts.missing],
    ['extra (label without a prediction)', found.counts.extra],
    ['low overlap', found.counts.lowOverlap],
    ['other class', found.counts.otherClass],
    ['decided already', found.settled],
  ]);
  output.line();
  const row = (name: string, one: RunComparison['classes'][number] | RunComparison): (string | number)[] => {
    const rightness = 'overall' in one ? one.overall : one;
    const counts = 'overall' in one ? one.counts : one;
    return [
      ...[name, one.labels, one.predictions, ...differenceKinds.map((kind) => counts[kind])],
      ...[rightness.precision, rightness.recall, rightness.f1, rightness.ap50, rightness.ap].map(share),
    ];
  };
  output.table([
    [
      'class',
      'labels',
      'predicted',
      'missing',
      'extra',
      'low',
      'other',
      'precision',
      'recall',
      'F1',
      'AP@0.5',
      'AP@[.5:.95]',
    ],
    ...found.classes.map((one) => row(one.className, one)),
    row('all', found),
  ]);
}

export const evaluate: CliCommand = {
  name: 'evaluate',
  summary: 'Compare a run’s predictions with the labels',
  usage: 'firstpass evaluate PROJECT [--run ID] [--overlap IOU]',
  example: 'firstpass evaluate cells --run 2',
  options: { run: { type: 'string' }, overlap: { type: 'string' } },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const wanted = runOption(values.run);
    const overlap = overlapOption(values.overlap);
    const engine = getEngine();
    const { activeRunId } = await openProjectFile(engine, project);
    const runId = wanted === 'active' ? activeRunId : wanted;
    if (runId === null) throw usage('the project has no run yet: pre-label it first');
    const { differing, ...found } = await engine.call('runs.compare', { runId, overlap, limit: 0 });
    const run = (await engine.call('runs.list', {})).find(({ id }) => id === runId);
    output.table([
      ['run', runId],
      ['model', run?.modelName ?? ''],
    ]);
    print(output, { ...found, differing });
    output.result({ run: runId, model: run?.modelName, ...found, differingItems: differing.total });
    return 0;
  },
};
