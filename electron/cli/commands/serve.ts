import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import { serveProject, untilStopped } from '../serveProject.ts';

export const serve: CliCommand = {
  name: 'serve',
  summary: 'Open the workstation for a browser on this machine',
  usage: 'firstpass serve [PROJECT] [--port N] [--allow DIR ...]',
  example: 'firstpass serve cells --port 7700',
  options: { port: { type: 'string', default: '0' }, allow: { type: 'string', multiple: true } },
  positionals: [0, 1],
  keepsServing: true,
  async run({ positionals: [file], values }, context) {
    const { output, engine, signal } = context;
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new AppError('cli.usage', {
        reason: `--port must be a number from 0 to 65535, not ${String(values.port)}`,
        command: 'serve',
      });
    }
    const project = file === undefined ? null : await openProjectFile(engine(), file);
    // Nothing that was not named: the project's folders, or where the command was given.
    const chosen = Array.isArray(values.allow) ? values.allow.map(String) : [];
    const allow = chosen.length > 0 || project ? chosen : [process.cwd()];
    const host = await serveProject(context, { port, allow, project });
    output.line(`Firstpass is at ${host.url}`);
    output.line('The address opens once, on this machine only. Ctrl+C ends it.');
    output.line(`Its pages may open what lies in: ${host.allowed.join(', ')}`);
    output.result({ url: host.url, port: host.port, project: project?.path ?? null });
    await untilStopped(signal);
    await host.close();
    return 0;
  },
};
