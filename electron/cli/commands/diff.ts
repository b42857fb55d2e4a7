import type { VersionDiff } from '#shared/contract/versions.ts';
import type { CliCommand } from '../command.ts';
import { findVersion } from '../findVersion.ts';
import { openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const shown = 20;

function print(output: Output, { classes, items, stages, ...total }: VersionDiff): void {
  if (items.total === 0) return output.line('No difference.');
  output.table([
    ['class', 'added', 'removed', 'changed'],
    ...classes.map(({ name, added, removed, changed }) => [name, added, removed, changed]),
    ['all', total.added, total.removed, total.changed],
  ]);
  output.line();
  output.table([
    ['image', 'added', 'removed', 'changed', 'stage'],
    ...items.page
      .slice(0, shown)
      .map(({ path, added, removed, changed, stage }) => [path, added, removed, changed, stage?.join(' -> ') ?? '']),
  ]);
  if (items.total > shown) output.line(`and ${items.total - shown} more (--json lists up to ${items.page.length})`);
  if (stages > 0) output.line(`images of another stage: ${stages}`);
}

export const diff: CliCommand = {
  name: 'diff',
  summary: 'Compare a version with another one, or with now',
  usage: 'firstpass diff PROJECT A [B]',
  example: 'firstpass diff cells "before cleaning"',
  options: {},
  positionals: [2, 3],
  async run({ positionals: [project = '', a = '', b] }, { engine: getEngine, output }) {
    const engine = getEngine();
    await openProjectFile(engine, project);
    const from = await findVersion(engine, a);
    const to = b === undefined ? null : await findVersion(engine, b);
    const stop = output.progress(engine.events, 'version');
    try {
      const result = await engine.call('versions.diff', { from: from.id, to: to?.id ?? null, limit: 1000 });
      stop();
      print(output, result);
      output.result({ from: from.name, to: to?.name ?? null, ...result });
    } finally {
      stop();
    }
    return 0;
  },
};
