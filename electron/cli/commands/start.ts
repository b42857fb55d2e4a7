import type { Engine } from '#engine/createEngine.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { CancelledError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { JobId } from '#shared/model/ids.ts';
import type { CliCommand, CommandContext } from '../command.ts';
import { jobEnd } from '../openForCommand.ts';
import { openInBrowser, openInElectron } from '../openWorkstation.ts';
import { untilStopped } from '../serveProject.ts';

/**
 * The job that labels the sample; null when that was done before. To be asked for before the sample is opened: what goes
 * wrong then is told once, as a notice.
 * @throws {AppError} why it could not begin
 */
function firstRun(engine: Engine): { found: Promise<JobId | null>; look(): Promise<void> } {
  const begun = new Emitter<{ found: JobId | null }>();
  const found = new Promise<JobId | null>((resolve, reject) => {
    const offs = [
      begun.on('found', (jobId) => end(() => resolve(jobId))),
      engine.events.on('jobProgressed', ({ job }) => job.kind === 'prelabel' && begun.emit('found', job.id)),
      engine.events.on('noticed', ({ error }) => end(() => reject(fromErrorRecord(error)))),
    ];
    function end(settle: () => void): void {
      for (const off of offs) off();
      settle();
    }
  });
  // It may be refused before anybody waits for it.
  found.catch(() => undefined);
  return {
    found,
    async look() {
      const [run] = await engine.call('runs.list', {});
      if (run?.state === 'done' || run?.state === 'cancelled') begun.emit('found', null);
    },
  };
}

/** Waits for the sample's first run and says what it found. */
async function reportSample(
  engine: Engine,
  { output }: CommandContext,
  first: ReturnType<typeof firstRun>,
): Promise<void> {
  const started = performance.now();
  await first.look();
  const jobId = await first.found;
  if (jobId !== null) await jobEnd(engine, jobId);
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
    ...(jobId === null ? [] : [['seconds', ((performance.now() - started) / 1000).toFixed(1)] as [string, string]]),
  ]);
}

export const start: CliCommand = {
  name: 'start',
  summary: 'Open the workstation on the sample project',
  usage: 'firstpass start',
  example: 'npm start',
  options: {},
  positionals: [0, 0],
  keepsServing: true,
  async run(_args, context) {
    const { output, signal } = context;
    const electron = await openInElectron(context, ['--sample']);
    if (electron.ran) return 0;
    const engine = context.engine();
    const first = firstRun(engine);
    const project = await engine.call('projects.openSample', {});
    // Whatever became of the first run, the sample can be looked at.
    const told = reportSample(engine, context, first).catch((error: unknown) => output.problem(error));
    await Promise.race([told, untilStopped(signal)]);
    if (signal.aborted) throw new CancelledError();
    await openInBrowser(context, project, electron.why);
    return 0;
  },
};
