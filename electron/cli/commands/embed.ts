import type { CliCommand } from '../command.ts';
import { findModel } from '../findModel.ts';
import { jobEnd, openProjectFile } from '../openForCommand.ts';

export const embed: CliCommand = {
  name: 'embed',
  summary: 'Let a model describe images, to find similar ones',
  usage: 'firstpass embed PROJECT [--model FILE|NAME] [--objects]',
  example: 'firstpass embed cells --model mobilenet_v2.onnx --objects',
  options: { model: { type: 'string' }, objects: { type: 'boolean', default: false } },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const engine = getEngine();
    await openProjectFile(engine, project);
    const asked = typeof values.model === 'string' ? await findModel(engine, values.model) : undefined;
    await engine.call('roots.settled', {});
    const stop = output.progress(engine.events, 'embed');
    const started = performance.now();
    const { jobId, modelSha256 } = await engine.call('embeddings.compute', {
      modelSha256: asked,
      objects: values.objects === true,
    });
    const job = await jobEnd(engine, jobId).finally(stop);
    const seconds = (performance.now() - started) / 1000;
    const { modelName, done, total } = await engine.call('embeddings.status', { modelSha256 });
    output.table([
      ['model', modelName],
      ['looked at', job.done],
      ['failed', job.failed],
      ['described', `${done} of ${total}`],
      ['images/s', (job.done / seconds).toFixed(1)],
    ]);
    output.result({ modelSha256, modelName, lookedAt: job.done, failed: job.failed, described: done, total, seconds });
    return job.failed > 0 ? 3 : 0;
  },
};
