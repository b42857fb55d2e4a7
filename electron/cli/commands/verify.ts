import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand } from '../command.ts';
import { projectFile } from '../openForCommand.ts';

export const verify: CliCommand = {
  name: 'verify',
  summary: 'Check a project against its journal',
  usage: 'firstpass verify PROJECT [--head HASH]',
  example: 'firstpass verify cells',
  options: { head: { type: 'string' } },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const engine = getEngine();
    const head = typeof values.head === 'string' ? values.head : undefined;
    // Not opened: a check changes nothing, and others may have it open.
    const result = await engine.call('projects.verify', {
      file: engine.grants.add(projectFile(project)).id,
      ...(head === undefined ? {} : { expectedHead: head }),
    });
    output.table([
      ['entries', result.entries],
      ['head', result.head],
      ['state', result.ok ? 'agrees with the journal' : 'DOES NOT AGREE with the journal'],
    ]);
    for (const difference of result.differences) output.line(`  ${difference}`);
    output.result(result);
    if (!result.ok) output.problem(new AppError('verify.failed', { count: result.differences.length }));
    return result.ok ? 0 : 1;
  },
};
