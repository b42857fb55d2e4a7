import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand } from '../command.ts';
import { projectFile } from '../openForCommand.ts';
import { readPlanes } from '../readPlanes.ts';

export const init: CliCommand = {
  name: 'init',
  summary: 'Create a project for a folder of images',
  usage: 'firstpass init PROJECT --images DIR [--classes a,b,c] [--planes coronal,sagittal]',
  example: 'firstpass init cells --images ~/slides --classes "red cell,white cell"',
  options: { images: { type: 'string' }, classes: { type: 'string' }, planes: { type: 'string' } },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const { images, classes } = values;
    if (typeof images !== 'string')
      throw new AppError('cli.usage', { reason: '--images DIR is missing', command: 'init' });
    const engine = getEngine();
    const stop = output.progress(engine.events, 'probe');
    const names =
      typeof classes === 'string'
        ? classes
            .split(',')
            .map((name) => name.trim())
            .filter(Boolean)
        : [];
    const info = await engine.call('projects.create', {
      file: engine.grants.add(projectFile(project)).id,
      roots: [engine.grants.add(images).id],
      classes: names,
      planes: readPlanes(values.planes, 'init'),
    });
    await engine.call('roots.settled', {});
    stop();
    const { byFileState, total } = await engine.call('items.facets', { query: {} });
    const problems = (
      await engine.call('items.list', { query: { fileStates: ['unreadable'] }, offset: 0, limit: 1000 })
    ).items;
    // The project is there: images may come later.
    const empty = total === 0 ? new AppError('folder.empty', { path: images }) : null;
    output.line(`Created ${info.path}`);
    output.table([
      ['images', total],
      ['ready', byFileState.ready],
      ['unreadable', byFileState.unreadable],
      ['classes', names.length],
    ]);
    for (const { path, problem } of problems) output.line(`  ${path}: ${problem?.message ?? ''}`);
    output.result({
      project: info.path,
      images: total,
      ready: byFileState.ready,
      unreadable: problems.map(({ path, problem }) => ({ path, code: problem?.code, message: problem?.message })),
      classes: names,
      problem: empty && { code: empty.code, message: empty.message, hint: empty.hint },
    });
    if (empty) output.problem(empty);
    return problems.length > 0 || empty ? 3 : 0;
  },
};
