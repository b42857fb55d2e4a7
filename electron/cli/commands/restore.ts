import type { CliCommand } from '../command.ts';
import { findVersion } from '../findVersion.ts';
import { openProjectFile } from '../openForCommand.ts';

export const restore: CliCommand = {
  name: 'restore',
  summary: 'Make the labels what they were in a version',
  usage: 'firstpass restore PROJECT VERSION',
  example: 'firstpass restore cells "before cleaning"',
  options: {},
  positionals: [2, 2],
  async run({ positionals: [project = '', name = ''] }, { engine: getEngine, output }) {
    const engine = getEngine();
    await openProjectFile(engine, project);
    const { id: versionId, name: version } = await findVersion(engine, name);
    const stop = output.progress(engine.events, 'restore');
    try {
      const { items, labels } = await engine.call('versions.restore', { versionId });
      stop();
      output.line(
        items + labels === 0
          ? `The labels are those of ${version} already.`
          : `Restored ${version}: ${labels} labels of ${items} images are as they were then. It is one step of undo.`,
      );
      output.result({ version, items, labels });
    } finally {
      stop();
    }
    return 0;
  },
};
