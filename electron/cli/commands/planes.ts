import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import { readPlanes } from '../readPlanes.ts';

export const planes: CliCommand = {
  name: 'planes',
  summary: 'Say which slices of NIfTI volumes are images: axial ones, and those of other planes',
  usage: 'firstpass planes PROJECT [PLANES]',
  example: 'firstpass planes brains coronal,sagittal',
  options: {},
  positionals: [1, 2],
  async run({ positionals: [project = '', wanted] }, { engine: getEngine, output }) {
    const chosen = wanted === undefined ? null : readPlanes(wanted, 'planes');
    const engine = getEngine();
    const stop = output.progress(engine.events, 'probe');
    let info = await openProjectFile(engine, project);
    if (chosen) {
      await engine.call('roots.choosePlanes', { planes: chosen });
      await engine.call('roots.settled', {});
      info = (await engine.call('projects.current', {})) ?? info;
    }
    stop();
    const { total: images } = await engine.call('items.facets', { query: {} });
    output.table([
      ['planes', info.planes.join(', ')],
      ['images', images],
    ]);
    output.result({ project: info.path, planes: info.planes, images });
    return 0;
  },
};
