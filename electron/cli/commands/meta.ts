import type { TablePreview, TableResult } from '#shared/contract/api/metadataApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { fillIn } from '#shared/text/fillIn.ts';
import { importProblems } from '#shared/text/en/importProblems.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const shown = 20;

function printRows<Row>(
  output: Output,
  title: string,
  { total, first }: { total: number; first: readonly Row[] },
  say: (row: Row) => string,
): void {
  if (total === 0) return;
  output.line(`${title}:`);
  for (const row of first.slice(0, shown)) output.line(`  ${say(row)}`);
  if (total > shown) output.line(`  and ${total - shown} more`);
}

function print(output: Output, preview: TablePreview): void {
  const { columns, keyColumn, rows, matchedRows, items, images, values } = preview;
  output.table([
    ['images named by', keyColumn],
    ['rows', rows],
    ['rows of images', matchedRows],
    ['images', `${items} of ${images}`],
    ['values added', values.added],
    ['values replaced', values.replaced],
    ['values there already', values.alreadyThere],
  ]);
  output.line();
  output.table([
    ['column', 'becomes', 'kind', 'filled', 'for example'],
    ...columns.map(({ name, key, kind, filled, examples }) => [
      ...[name, key === null ? '' : `meta.${key}`, key === null ? '' : kind],
      ...[filled, examples.join(', ')],
    ]),
  ]);
  printRows(output, 'no image', preview.unmatched, ({ line, name }) => `line ${line}: ${name}`);
  printRows(
    output,
    'more than one image could be meant',
    preview.ambiguous,
    ({ line, name }) => `line ${line}: ${name}`,
  );
  printRows(
    output,
    'other values than an earlier row has, left out',
    preview.conflicts,
    ({ line, name, firstLine }) => `line ${line}: ${name} (line ${firstLine})`,
  );
  printRows(
    output,
    'problems',
    preview.problems,
    ({ line, code, details }) => `${line === null ? '' : `line ${line}: `}${fillIn(importProblems[code], details)}`,
  );
}

const isWhole = ({ unmatched, ambiguous, conflicts, problems }: TablePreview): boolean =>
  unmatched.total + ambiguous.total + conflicts.total + problems.total === 0;

export const meta: CliCommand = {
  name: 'meta',
  summary: 'Join a table of metadata with the images',
  usage: 'firstpass meta import PROJECT TABLE.csv [--key COLUMN] [--prefix P] [--dry-run]',
  example: 'firstpass meta import cells patients.csv --key filename --prefix study.',
  options: {
    key: { type: 'string' },
    prefix: { type: 'string', default: '' },
    'dry-run': { type: 'boolean', default: false },
  },
  positionals: [3, 3],
  async run({ positionals: [verb, project = '', table = ''], values }, { engine: getEngine, output }) {
    if (verb !== 'import') throw new AppError('cli.usage', { reason: 'meta knows only import', command: 'meta' });
    const isDry = values['dry-run'] === true;
    const engine = getEngine();
    await openProjectFile(engine, project);
    await engine.call('roots.settled', {});
    const keyColumn = typeof values.key === 'string' ? { keyColumn: values.key } : {};
    const input = { table: engine.grants.add(table).id, ...keyColumn, prefix: String(values.prefix) };
    const stop = output.progress(engine.events, 'import');
    let result: TablePreview | TableResult;
    try {
      result = await engine.call(isDry ? 'metadata.preview' : 'metadata.join', input);
    } finally {
      stop();
    }
    print(output, result);
    if ('itemsChanged' in result) output.line(`${result.itemsChanged} images changed`);
    output.result({ dryRun: isDry, ...result });
    return isWhole(result) ? 0 : 3;
  },
};
