import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand } from '../command.ts';

export const unpack: CliCommand = {
  name: 'unpack',
  summary: 'Make a project of what pack or package has written',
  usage: 'firstpass unpack FILE --to DIR',
  example: 'firstpass unpack ~/cells.firstpass.zip --to ~/cells',
  options: { to: { type: 'string' } },
  positionals: [1, 1],
  async run({ positionals: [file = ''], values: { to } }, { engine: getEngine, output }) {
    if (typeof to !== 'string') throw new AppError('cli.usage', { reason: '--to DIR is missing', command: 'unpack' });
    const engine = getEngine();
    const stop = output.progress(engine.events, 'unpack');
    try {
      const { grant: _, ...result } = await engine.call('projects.unpack', {
        file: engine.grants.add(file).id,
        folder: engine.grants.add(to).id,
      });
      stop();
      output.line(`Unpacked ${result.project}`);
      output.table([
        ['files', result.files],
        ['missing when it was packed', result.missing.total],
      ]);
      output.result(result);
      return result.missing.total > 0 ? 3 : 0;
    } finally {
      stop();
    }
  },
};
