import type { Engine } from '#engine/createEngine.ts';
import type { CliCommand, CommandContext } from '../command.ts';
import { jobEnd } from '../openForCommand.ts';
import { openInBrowser, openInElectron } from '../openWorkstation.ts';

/** Waits for the sample's first run and says what it found, live. */
async function reportSample(engine: Engine, { output, signal }: CommandContext): Promise<void> {
  const started = performance.now();
  const isOver = async (): Promise<boolean> => (await engine.call('runs.list', {})).length > 0;
  while (!(await isOver())) {
    await new Promise<void>((resolve) => {
      const off = engine.events.on('jobProgressed', ({ job }) => {
        if (job.kind !== 'prelabel') return;
        off();
        resolve();
      });
    });
  }
  const job = (await engine.call('jobs.list', {})).find(({ kind }) => kind === 'prelabel');
  if (job?.state === 'running') await jobEnd(engine, job.id, signal);
  const [run] = await engine.call('runs.list', {});
  const { byClass, total } = await engine.call('items.facets', { query: {} });
  const classes = await engine.call('classes.list', {});
  output.line('The sample project:');
  output.table([
    ['images', total],
    ['model', run?.modelName ?? ''],
    ['device', run?.deviceUsed?.split('; ')[0] ?? ''],
    ['', run?.deviceUsed?.split('; ')[1] ?? ''],
    ...byClass.map(({ classId, proposals }): [string, number] => [
      `proposals: ${classes.find(({ id }) => id === classId)?.name ?? ''}`,
      proposals,
    ]),
    ...(job ? [['seconds', ((performance.now() - started) / 1000).toFixed(1)] as [string, string]] : []),
  ]);
}

export const start: CliCommand = {
  name: 'start',
  summary: 'Open the workstation on the sample project',
  usage: 'firstpass start',
  example: 'npm start',
  options: {},
  positionals: [0, 0],
  async run(_args, context) {
    if (await openInElectron(context, ['--sample'])) return 0;
    const engine = context.engine();
    const project = await engine.call('projects.openSample', {});
    await reportSample(engine, context);
    await openInBrowser(context, project);
    return 0;
  },
};
