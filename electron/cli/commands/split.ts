import { AppError } from '#shared/contract/errors.ts';
import { splits } from '#shared/model/split.ts';
import type { Split } from '#shared/model/split.ts';
import { defaultShares } from '#shared/model/splitPlan.ts';
import type { SplitGrouping } from '#shared/model/splitPlan.ts';
import type { SplitPreview } from '#shared/contract/api/splitsApi.ts';
import type { CliCommand, ParsedArgs } from '../command.ts';
import { jobEnd, openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const usage = (reason: string): AppError => new AppError('cli.usage', { reason, command: 'split' });

/** Shares that are not named: nothing for val and test, the rest for train. @throws {AppError} cli.usage */
function readShares(values: ParsedArgs['values']): Record<Split, number> {
  if (splits.every((split) => values[split] === undefined)) return { ...defaultShares };
  const read = (split: Split): number => {
    const share = Number(values[split]);
    if (values[split] === '' || !(share >= 0 && share <= 1)) throw usage(`--${split} must be a number from 0 to 1`);
    return share;
  };
  const [val, test] = [values.val === undefined ? 0 : read('val'), values.test === undefined ? 0 : read('test')];
  const train = values.train === undefined ? Number((1 - val - test).toFixed(9)) : read('train');
  if (train < 0 || Math.abs(train + val + test - 1) > 1e-6)
    throw usage('--train, --val and --test must make 1 together');
  return { train, val, test };
}

/** @throws {AppError} cli.usage */
function readSeed(value: ParsedArgs['values'][string]): number {
  const seed = Number(value);
  if (value === '' || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw usage('--seed must be a whole number from 0 to 4294967295');
  return seed;
}

function readGrouping(value: ParsedArgs['values'][string]): SplitGrouping {
  if (typeof value !== 'string') return { kind: 'file' };
  if (value === 'folder') return { kind: 'folder' };
  return value.includes('{}') ? { kind: 'pattern', pattern: value } : { kind: 'meta', key: value };
}

function print(output: Output, preview: SplitPreview, shares: Readonly<Record<Split, number>>): void {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const { counts, images, classes, unlabeled, groups, largestGroup, torn } = preview;
  output.table([
    ['', ...splits],
    ['asked', ...splits.map((split) => percent(shares[split]))],
    ['got', ...splits.map((split) => percent(images === 0 ? 0 : counts[split] / images))],
  ]);
  output.line();
  const row = (name: string, of: SplitPreview['counts']): [string, ...number[]] => [
    name,
    ...splits.map((split) => of[split]),
  ];
  output.table([
    ['images with', ...splits],
    ...classes.map((one) => row(one.name, one.counts)),
    row('no label', unlabeled),
    row('all', counts),
  ]);
  output.line();
  if (groups < images) output.line(`${groups} groups were kept together; the largest has ${largestGroup} images.`);
  if (torn > 0) output.line(`${torn} groups are in several splits already: --only-unassigned keeps them so.`);
}

export const split: CliCommand = {
  name: 'split',
  summary: 'Put images into training, validation and test',
  usage:
    'firstpass split PROJECT [--train S] [--val S] [--test S] [--seed N] [--stratify] [--group-by folder|KEY|PATTERN] [--query Q] [--only-unassigned] [--dry-run]',
  example: 'firstpass split cells --train 0.8 --val 0.1 --test 0.1 --stratify --group-by folder',
  options: {
    train: { type: 'string' },
    val: { type: 'string' },
    test: { type: 'string' },
    seed: { type: 'string', default: '0' },
    stratify: { type: 'boolean', default: false },
    'group-by': { type: 'string' },
    query: { type: 'string' },
    'only-unassigned': { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const plan = {
      shares: readShares(values),
      seed: readSeed(values.seed),
      stratify: values.stratify === true,
      grouping: readGrouping(values['group-by']),
      onlyUnassigned: values['only-unassigned'] === true,
    };
    const isDry = values['dry-run'] === true;
    const engine = getEngine();
    await openProjectFile(engine, project);
    await engine.call('roots.settled', {});
    const query = typeof values.query === 'string' ? { where: values.query } : {};
    const stop = output.progress(engine.events, 'bulk');
    let preview: SplitPreview;
    try {
      if (isDry) preview = await engine.call('splits.preview', { items: { query }, plan });
      else {
        const { jobId, ...done } = await engine.call('splits.assign', { items: { query }, plan });
        if (jobId !== null) await jobEnd(engine, jobId);
        preview = done;
      }
    } finally {
      stop();
    }
    print(output, preview, plan.shares);
    if (isDry) output.line('Nothing was changed.');
    else output.line(`${preview.changed} of ${preview.images} images changed their split. It is one step of undo.`);
    output.result({ dryRun: isDry, plan, ...preview });
    return 0;
  },
};
