/** Begins a run over the images of a folder, and tells of each step until it is killed. */
import { assertExists } from '#shared/base/assert.ts';
import { startEngine } from '#tests/support/startEngine.ts';

const [home = '', images = ''] = process.argv.slice(2);
const t = startEngine(home);
await t.create('p', images);
await t.settled();
const models = await t.engine.call('models.list', {});
const { sha256 } = assertExists(
  models.find(({ builtin }) => builtin),
  'it ships',
);
t.engine.events.on('jobProgressed', ({ job }) => void (job.kind === 'prelabel' && process.send?.(job.done)));
await t.engine.call('runs.start', { modelSha256: sha256, device: 'cpu' });
