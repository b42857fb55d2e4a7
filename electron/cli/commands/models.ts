import { AppError } from '#shared/contract/errors.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';
import { quantizeModel } from '../quantizeModel.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function describe({ card, sha256, sizeBytes, path, builtin }: ModelInfo): [string, string | number][] {
  const { input } = card;
  return [
    ['name', card.name],
    ['family', card.family + (card.output.layout ? ` (${card.output.layout})` : '')],
    ['task', card.task],
    ['input', `${input.widthPx} x ${input.heightPx} ${input.channels} ${input.dtype} ${input.layout}, ${input.resize}`],
    [
      'classes',
      card.classes.length > 12
        ? `${card.classes.length}: ${card.classes.slice(0, 12).join(', ')}, ...`
        : card.classes.join(', '),
    ],
    ['size', megabytes(sizeBytes)],
    ['file', builtin ? `${path} (ships with Firstpass)` : path],
    ['sha256', sha256],
    ...(card.licence === undefined ? [] : [['licence', card.licence] satisfies [string, string]]),
    ...(card.source === undefined ? [] : [['source', card.source] satisfies [string, string]]),
    ...Object.entries(card.evaluation ?? {}).map(([key, value]): [string, string | number] => [key, String(value)]),
  ];
}

export const models: CliCommand = {
  name: 'models',
  summary: 'List, add, show and quantize models',
  usage:
    'firstpass models [add FILE | show NAME] [--project PROJECT]\n' +
    '  firstpass models quantize FILE|NAME --project PROJECT [--images N] [--out FILE]',
  example: 'firstpass models add yolox_nano.onnx --project cells',
  options: { project: { type: 'string' }, images: { type: 'string' }, out: { type: 'string' } },
  positionals: [0, 2],
  async run({ positionals: [verb, argument], values }, { engine: getEngine, output }) {
    const engine = getEngine();
    const hasProject = typeof values.project === 'string';
    if (verb === 'quantize') return quantizeModel(engine, output, argument, values);
    if (verb === 'add' && !hasProject) {
      throw new AppError('cli.usage', {
        reason: '--project PROJECT is missing: an added model belongs to a project',
        command: 'models',
      });
    }
    if (typeof values.project === 'string') await openProjectFile(engine, values.project);
    if (verb === 'add' && argument !== undefined) {
      const added = await engine.call('models.add', { file: engine.grants.add(argument).id });
      output.table(describe(added));
      output.result(added);
      return 0;
    }
    const list = await engine.call('models.list', {});
    if (verb === 'show' && argument !== undefined) {
      const found = list.find(({ name, sha256 }) => name === argument || sha256 === argument);
      if (!found) throw new AppError('model.unknownName', { name: argument });
      output.table(describe(found));
      output.result(found);
      return 0;
    }
    if (verb !== undefined)
      throw new AppError('cli.usage', {
        reason: `models knows add FILE, show NAME and quantize FILE|NAME, not ${verb}`,
        command: 'models',
      });
    output.table([
      ['NAME', 'FAMILY', 'TASK', 'CLASSES', 'SIZE'],
      ...list.map(({ card, sizeBytes }) => [
        card.name,
        card.family,
        card.task,
        card.classes.length,
        megabytes(sizeBytes),
      ]),
    ]);
    if (!hasProject) {
      output.line();
      output.line('These ship with Firstpass. --project PROJECT lists those of a project, too, and one is added with:');
      output.line('  firstpass models add FILE --project PROJECT');
    }
    output.result(list);
    return 0;
  },
};
