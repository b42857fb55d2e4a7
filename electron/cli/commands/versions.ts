import type { CliCommand } from '../command.ts';
import { findVersion } from '../findVersion.ts';
import { openProjectFile } from '../openForCommand.ts';

export const versions: CliCommand = {
  name: 'versions',
  summary: 'List versions, or rename or delete one',
  usage: 'firstpass versions PROJECT [--rename OLD=NEW | --delete NAME]',
  example: 'firstpass versions cells',
  options: { rename: { type: 'string' }, delete: { type: 'string' } },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const engine = getEngine();
    await openProjectFile(engine, project);
    if (typeof values.rename === 'string') {
      const [from = '', ...to] = values.rename.split('=');
      const { id: versionId } = await findVersion(engine, from);
      await engine.call('versions.update', { versionId, name: to.join('=') });
    }
    if (typeof values.delete === 'string') {
      const { id: versionId } = await findVersion(engine, values.delete);
      await engine.call('versions.delete', { versionId });
    }
    const all = await engine.call('versions.list', {});
    if (all.length === 0) output.line('No versions yet: firstpass version PROJECT NAME makes one.');
    else
      output.table([
        ['name', 'at', 'by', 'images', 'labels', 'content hash', 'note'],
        ...all.map(({ name, at, actor, items, labels, contentHash, note }) => [
          ...[name, at, actor, items, labels, contentHash.slice(0, 12), note],
        ]),
      ]);
    output.result(all);
    return 0;
  },
};
