import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';

export const version: CliCommand = {
  name: 'version',
  summary: 'Name the labels as they are now',
  usage: 'firstpass version PROJECT NAME [--note TEXT]',
  example: 'firstpass version cells "before cleaning" --note "first 500 images"',
  options: { note: { type: 'string' } },
  positionals: [2, 2],
  async run({ positionals: [project = '', name = ''], values }, { engine: getEngine, output }) {
    const engine = getEngine();
    await openProjectFile(engine, project);
    const note = typeof values.note === 'string' ? values.note : '';
    const named = await engine.call('versions.name', { name, note });
    output.table([
      ['version', named.name],
      ['images', named.items],
      ['labels', named.labels],
      ['content hash', named.contentHash],
      ['journal hash', named.journalHash],
    ]);
    output.result(named);
    return 0;
  },
};
