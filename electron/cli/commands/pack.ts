import { AppError } from '#shared/contract/errors.ts';
import type { PackResult } from '#shared/contract/sharing.ts';
import type { CliCommand, ExitCode } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const shown = 20;

/** @returns 3 when something was not there to be packed */
export function printPacked(output: Output, { file, files, bytes, missing }: PackResult): ExitCode {
  output.line(`Packed into ${file}`);
  output.table([
    ['files', files],
    ['bytes', bytes],
    ['missing', missing.total],
  ]);
  for (const one of missing.first.slice(0, shown)) output.line(`  ${one}`);
  if (missing.total > shown) output.line(`  and ${missing.total - shown} more; the manifest lists all`);
  return missing.total > 0 ? 3 : 0;
}

export const pack: CliCommand = {
  name: 'pack',
  summary: 'Put a project and its images into one file',
  usage: 'firstpass pack PROJECT --out FILE.firstpass.zip [--no-images] [--models]',
  example: 'firstpass pack cells --out ~/cells.firstpass.zip',
  options: {
    out: { type: 'string' },
    'no-images': { type: 'boolean', default: false },
    models: { type: 'boolean', default: false },
  },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const { out } = values;
    if (typeof out !== 'string') throw new AppError('cli.usage', { reason: '--out FILE is missing', command: 'pack' });
    const engine = getEngine();
    await openProjectFile(engine, project);
    // What has just come into the folders is packed as well.
    await engine.call('roots.settled', {});
    const stop = output.progress(engine.events, 'pack');
    try {
      const what = { images: values['no-images'] !== true, models: values.models === true };
      const result = await engine.call('sharing.pack', { file: engine.grants.add(out).id, ...what });
      stop();
      output.result(result);
      return printPacked(output, result);
    } finally {
      stop();
    }
  },
};
