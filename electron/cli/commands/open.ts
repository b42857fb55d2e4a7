import type { CliCommand } from '../command.ts';
import { openProjectFile, projectFile } from '../openForCommand.ts';
import { openInBrowser, openInElectron } from '../openWorkstation.ts';

export const open: CliCommand = {
  name: 'open',
  summary: 'Open the workstation in a window',
  usage: 'firstpass open [PROJECT]',
  example: 'firstpass open cells',
  options: {},
  positionals: [0, 1],
  keepsServing: true,
  async run({ positionals: [file] }, context) {
    const electron = await openInElectron(context, file === undefined ? [] : [projectFile(file)]);
    if (electron.ran) return 0;
    const project = file === undefined ? null : await openProjectFile(context.engine(), file);
    await openInBrowser(context, project, electron.why);
    return 0;
  },
};
