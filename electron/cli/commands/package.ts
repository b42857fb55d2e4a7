import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import { printPacked } from './pack.ts';

const usageError = (reason: string): AppError => new AppError('cli.usage', { reason, command: 'package' });

export const packageCommand: CliCommand = {
  name: 'package',
  summary: 'Hand out some images as a project of their own',
  usage: 'firstpass package PROJECT --query Q --out FILE.firstpass.zip [--name WHO] [--no-images]',
  example: 'firstpass package cells --query "stage:new" --out ~/ana.firstpass.zip --name Ana',
  options: {
    query: { type: 'string' },
    out: { type: 'string' },
    name: { type: 'string', default: '' },
    'no-images': { type: 'boolean', default: false },
  },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const { query, out, name: who } = values;
    if (typeof query !== 'string') throw usageError('--query Q is missing; "" means all images');
    if (typeof out !== 'string') throw usageError('--out FILE is missing');
    const engine = getEngine();
    await openProjectFile(engine, project);
    await engine.call('roots.settled', {});
    const stop = output.progress(engine.events, 'pack');
    try {
      const result = await engine.call('sharing.handOut', {
        ...{ file: engine.grants.add(out).id, query, images: values['no-images'] !== true },
        ...(typeof who === 'string' ? { who } : {}),
      });
      stop();
      output.line(`Handed out ${result.items} images with ${result.labels} labels`);
      output.result(result);
      return printPacked(output, result);
    } finally {
      stop();
    }
  },
};
