import type { Engine } from '#engine/createEngine.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { ImportPreview, ImportProblem, ImportResult, Sample } from '#shared/contract/importApi.ts';
import { importProblems } from '#shared/text/en/importProblems.ts';
import { fillIn } from '#shared/text/fillIn.ts';
import type { CliCommand, ParsedArgs } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

type Options = NonNullable<EngineInput<'imports.start'>['options']>;

const usageError = (reason: string): AppError => new AppError('cli.usage', { reason, command: 'import' });

function oneOf<const Value extends string>(name: string, value: unknown, values: readonly Value[]): Value {
  const found = values.find((known) => known === value);
  if (found === undefined) throw usageError(`--${name} must be one of ${values.join(', ')}`);
  return found;
}

/** `a=b,c=ignore` @throws {AppError} cli.usage */
function readClassMap(value: unknown): Record<string, string | null> {
  if (typeof value !== 'string') return {};
  return Object.fromEntries(
    value.split(',').map((pair) => {
      const [from = '', to = '', ...more] = pair.split('=').map((part) => part.trim());
      if (from === '' || to === '' || more.length > 0)
        throw usageError(`--class-map has no pair NAME=NAME in "${pair}"`);
      return [from, to === 'ignore' ? null : to];
    }),
  );
}

function readOptions({ values }: ParsedArgs): Options {
  return {
    classMap: readClassMap(values['class-map']),
    stage: oneOf('stage', values.stage, ['labeled', 'in progress', 'keep']),
    pixels: oneOf('pixels', values.pixels, ['upright', 'raw']),
    outside: oneOf('outside', values.outside, ['keep', 'clip']),
    otherSize: oneOf('other-size', values['other-size'], ['skip', 'scale']),
    conflicts: oneOf('conflicts', values.conflicts, ['mine', 'file', 'both']),
    asPredictions: values['as-predictions'] === true,
  };
}

const shown = 20;

function printSample(output: Output, title: string, { total, first }: Sample<string>): void {
  if (total === 0) return;
  output.line(`${title}:`);
  for (const one of first.slice(0, shown)) output.line(`  ${one}`);
  if (total > shown) output.line(`  and ${total - shown} more`);
}

const problemLine = ({ code, path, line, column, details }: ImportProblem): string =>
  `  ${[path, line, line === null ? null : column].filter((part) => part !== null).join(':')}: ${fillIn(importProblems[code], details)}`;

/** Only what is not nothing. */
function printCounts(
  output: Output,
  { files, images, labels, splits, conflicts, problems }: ImportPreview,
  verb: string,
): void {
  const rows: [string, number][] = [
    ['files', files],
    ['images in them', images.listed],
    ['images found in the project', images.matched],
    [`labels ${verb}`, labels.added],
    ['labels replaced', labels.replaced],
    ['labels that are there already', labels.alreadyThere],
    ['labels of images that were not found', labels.withoutImage],
    ['labels of ignored classes', labels.ignored],
    ['labels that make no sense', labels.refused],
    ['images of another size, left out', images.otherSize],
    ['images put in a split', splits.set],
    ['images in that split already', splits.alreadyThere],
    ['images in another split here, which stays', splits.conflicts.total],
    ['labels changed here since an earlier import', conflicts.edited],
    ['labels deleted here since an earlier import', conflicts.deleted],
    ['problems', problems.total],
  ];
  output.table(rows.filter(([, count], at) => at < 4 || count > 0));
}

function printPreview(output: Output, preview: ImportPreview, verb: string): void {
  const { format, seen, classes, images, problems, splits, conflicts, labels } = preview;
  output.line(`${format.name}${seen ? ` (${seen.path}: ${seen.marks})` : ''}`);
  printCounts(output, preview, verb);
  if (classes.length > 0) output.line('classes:');
  for (const { name, to, isNew, labels: count } of classes)
    output.line(
      `  ${name}: ${count}${to === null ? ', left out' : `${to === name ? '' : ` -> ${to}`}${isNew ? ' (new)' : ''}`}`,
    );
  printSample(output, 'not in the project', images.unmatched);
  printSample(output, 'more than one image could be meant', images.ambiguous);
  printSample(output, 'in another split here, which stays', splits.conflicts);
  printSample(output, 'images with conflicts (--conflicts mine|file|both)', conflicts.images);
  if (problems.total > 0) output.line('problems:');
  for (const problem of problems.first.slice(0, shown)) output.line(problemLine(problem));
  if (problems.total > shown) output.line(`  and ${problems.total - shown} more`);
  if (labels.scored > 0 && verb !== 'proposed')
    output.line(`${labels.scored} labels have a score: --as-predictions takes them as proposals to review.`);
}

const isWhole = ({ images, labels, splits, conflicts, problems }: ImportPreview): boolean =>
  images.unmatched.total +
    images.ambiguous.total +
    images.otherSize +
    labels.refused +
    problems.total +
    splits.conflicts.total +
    conflicts.edited +
    conflicts.deleted ===
  0;

async function previewOrStart(engine: Engine, options: Options, path: string, format: string | null, isDry: boolean) {
  const preview = await engine.call('imports.preview', {
    source: { path: engine.grants.add(path).id, format },
    options,
  });
  return isDry ? preview : engine.call('imports.start', { token: preview.token, options });
}

export const importCommand: CliCommand = {
  name: 'import',
  summary: 'Take in labels of other tools',
  usage:
    'firstpass import PROJECT PATH [--format F] [--dry-run] [--class-map a=b,c=ignore] [--stage labeled|"in progress"|keep] ' +
    '[--as-predictions] [--pixels upright|raw] [--outside keep|clip] [--other-size skip|scale] [--conflicts mine|file|both]',
  example: 'firstpass import cells ~/export/instances.json --dry-run',
  options: {
    format: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    'class-map': { type: 'string' },
    stage: { type: 'string', default: 'labeled' },
    'as-predictions': { type: 'boolean', default: false },
    pixels: { type: 'string', default: 'upright' },
    outside: { type: 'string', default: 'keep' },
    'other-size': { type: 'string', default: 'skip' },
    conflicts: { type: 'string', default: 'mine' },
  },
  positionals: [2, 2],
  async run(args, { engine: getEngine, output }) {
    const { positionals, values } = args;
    const [project = '', path = ''] = positionals;
    const options = readOptions(args);
    const isDry = values['dry-run'] === true;
    const engine = getEngine();
    await openProjectFile(engine, project);
    // An image that is not looked at yet has no size to place labels in.
    await engine.call('roots.settled', {});
    const stop = output.progress(engine.events, 'import');
    let result: ImportPreview | ImportResult;
    try {
      result = await previewOrStart(
        engine,
        options,
        path,
        typeof values.format === 'string' ? values.format : null,
        isDry,
      );
    } finally {
      stop();
    }
    printPreview(output, result, options.asPredictions ? 'proposed' : isDry ? 'that would come in' : 'added');
    if ('imagesChanged' in result) {
      output.line(`${result.imagesChanged} images changed`);
      if (result.runId !== null) output.line(`run ${result.runId}`);
    }
    const { token: _, ...told } = result;
    output.result({ dryRun: isDry, ...told });
    return isWhole(result) ? 0 : 3;
  },
};
