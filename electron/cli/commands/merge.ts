import { existsSync } from 'node:fs';
import { AppError } from '#shared/contract/errors.ts';
import { conflictChoices } from '#shared/contract/sharing.ts';
import type { MergeConflict, MergePreview } from '#shared/contract/sharing.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile, projectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const shown = 20;

function conflictLine({ path, frame, labels, comments, stage, split, choice }: MergeConflict): string {
  const what = [
    labels > 0 ? `${labels} labels` : '',
    comments > 0 ? `${comments} comments` : '',
    stage ? `stage ${stage.join(' / ')}` : '',
    split ? `split ${split.map((one) => one ?? 'none').join(' / ')}` : '',
  ];
  const place = frame > 0 ? `${path}#${frame + 1}` : path;
  return `  ${place}: ${what.filter((part) => part !== '').join(', ')}${choice === 'ask' ? '' : ` -> ${choice}`}`;
}

function print(output: Output, preview: MergePreview, isDry: boolean): void {
  const { who, items, labels, classesCreated, conflicts, notHandedOut } = preview;
  output.line(`Work package${who === '' ? '' : ` of ${who}`}: ${items.handedOut} images`);
  const rows: [string, number][] = [
    [isDry ? 'images that would be taken' : 'images taken', items.taken],
    ['images changed only here, kept', items.kept],
    ['images changed alike', items.same],
    ['images with conflicts', items.conflicts],
    ['labels added', labels.added],
    ['labels changed', labels.changed],
    ['labels removed', labels.removed],
    ['comments', preview.comments],
    ['images that are not in the project any more', items.gone],
  ];
  output.table(rows.filter(([, count], at) => at < 4 || count > 0));
  if (classesCreated.length > 0) output.line(`new classes: ${classesCreated.join(', ')}`);
  if (conflicts.total > 0) output.line('conflicts (--conflicts mine|theirs|both):');
  for (const conflict of conflicts.first.slice(0, shown)) output.line(conflictLine(conflict));
  if (conflicts.total > shown) output.line(`  and ${conflicts.total - shown} more`);
  if (notHandedOut.total > 0) output.line('labeled in the package, but not handed out; left there:');
  for (const one of notHandedOut.first.slice(0, shown)) output.line(`  ${one}`);
}

export const merge: CliCommand = {
  name: 'merge',
  summary: 'Take in what was done in a work package',
  usage: 'firstpass merge PROJECT FILE|PACKAGE [--dry-run] [--conflicts ask|mine|theirs|both]',
  example: 'firstpass merge cells ~/ana.firstpass.zip --dry-run',
  options: { 'dry-run': { type: 'boolean', default: false }, conflicts: { type: 'string', default: 'ask' } },
  positionals: [2, 2],
  async run({ positionals: [project = '', file = ''], values }, { engine: getEngine, output }) {
    const conflicts = conflictChoices.find((known) => known === values.conflicts);
    if (!conflicts)
      throw new AppError('cli.usage', {
        ...{ reason: `--conflicts must be one of ${conflictChoices.join(', ')}`, command: 'merge' },
      });
    const isDry = values['dry-run'] === true;
    const engine = getEngine();
    await openProjectFile(engine, project);
    const stop = output.progress(engine.events, 'merge');
    let result: MergePreview;
    try {
      const source = { file: engine.grants.add(existsSync(file) ? file : projectFile(file)).id };
      const preview = await engine.call('sharing.previewMerge', { source, conflicts });
      result = isDry ? preview : await engine.call('sharing.merge', { token: preview.token, conflicts });
    } finally {
      stop();
    }
    print(output, result, isDry);
    const { token: _, ...told } = result;
    output.result({ dryRun: isDry, ...told });
    return result.items.open + result.items.gone + result.notHandedOut.total > 0 ? 3 : 0;
  },
};
