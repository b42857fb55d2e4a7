import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { stages as allStages } from '#shared/model/item.ts';
import type { FileState } from '#shared/model/item.ts';
import type { CliCommand } from '../command.ts';
import { findVersion } from '../findVersion.ts';
import { exportOptionArgs, exportOptionsFromArgs, exportOptionUsage } from '../exportOptionsFromArgs.ts';
import { jobEnd, openProjectFile } from '../openForCommand.ts';

function oneOf<Value extends string>(name: string, value: unknown, values: readonly Value[]): Value {
  const found = values.find((known) => known === value);
  if (found === undefined)
    throw new AppError('cli.usage', { reason: `--${name} must be one of ${values.join(', ')}`, command: 'export' });
  return found;
}

/** What is read of `export-info.json`. */
type ExportInfo = EngineOutput<'exports.preview'> & {
  readonly contentHash: string | null;
  readonly unavailableItems: readonly { readonly path: string; readonly fileState: FileState }[];
  /** Name of the file that says which labels lose what; null: none do. */
  readonly lossesFile: string | null;
  readonly crops: { readonly written: number; readonly tooSmall: number } | null;
  readonly augmented: { readonly copies: number; readonly labels: number; readonly dropped: number } | null;
};

/** What lies beside the labels, where it was wanted. */
function extraRows({ crops, augmented }: ExportInfo): [string, number][] {
  return [
    ...(crops
      ? ([
          ['pictures of objects', crops.written],
          ['objects too small for one', crops.tooSmall],
        ] as [string, number][])
      : []),
    ...(augmented
      ? ([
          ['changed copies', augmented.copies],
          ['labels of changed copies', augmented.labels],
          ['labels too little is left of in a copy', augmented.dropped],
        ] as [string, number][])
      : []),
  ];
}

export const exportCommand: CliCommand = {
  name: 'export',
  summary: 'Write labels for training',
  usage:
    'firstpass export PROJECT --format FORMAT --out DIR [--what annotations|predictions] [--images copy|link|leave] ' +
    `[--all-stages] [--query Q] [--version V] [--splits] ${exportOptionUsage} [--licence TEXT] [--source TEXT] [--people] ` +
    '[--deidentify [--burned-in leaveOut|keep]]',
  example: 'firstpass export cells --format coco --out ~/cells-coco --images copy',
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    what: { type: 'string', default: 'annotations' },
    images: { type: 'string', default: 'leave' },
    'all-stages': { type: 'boolean', default: false },
    query: { type: 'string' },
    version: { type: 'string' },
    splits: { type: 'boolean', default: false },
    licence: { type: 'string', default: '' },
    source: { type: 'string', default: '' },
    people: { type: 'boolean', default: false },
    ...exportOptionArgs,
    deidentify: { type: 'boolean', default: false },
    'burned-in': { type: 'string', default: 'leaveOut' },
  },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const { format, out } = values;
    if (typeof format !== 'string')
      throw new AppError('cli.usage', { reason: '--format is missing', command: 'export' });
    if (typeof out !== 'string') throw new AppError('cli.usage', { reason: '--out DIR is missing', command: 'export' });
    const what = oneOf('what', values.what, ['annotations', 'predictions']);
    const images = oneOf('images', values.images, ['copy', 'link', 'leave']);
    const options = exportOptionsFromArgs(values);
    const burnedIn = oneOf('burned-in', values['burned-in'], ['leaveOut', 'keep']);
    const engine = getEngine();
    await openProjectFile(engine, project);
    // What is not looked at yet would be left out, and what is gone taken for there.
    await engine.call('roots.settled', {});
    const stages = values['all-stages'] === true ? [...allStages] : undefined;
    const versionId = typeof values.version === 'string' ? (await findVersion(engine, values.version)).id : undefined;
    const stop = output.progress(engine.events, 'export');
    const folder = engine.grants.add(out).id;
    const { jobId } = await engine.call('exports.start', {
      format,
      folder,
      what,
      images,
      splits: values.splits === true,
      card: {
        licence: String(values.licence),
        source: String(values.source),
        people: values.people === true,
      },
      ...options,
      ...(stages ? { stages } : {}),
      ...(typeof values.query === 'string' ? { where: values.query } : {}),
      ...(versionId === undefined ? {} : { versionId }),
      ...(values.deidentify === true ? { deidentify: { burnedIn } } : {}),
    });
    try {
      await jobEnd(engine, jobId);
    } finally {
      stop();
    }
    const info = JSON.parse(readFileSync(path.join(out, 'export-info.json'), 'utf8')) as ExportInfo;
    output.line(`Exported to ${path.resolve(out)}`);
    output.table([
      ...(info.contentHash === null ? [] : [['content hash', info.contentHash] as [string, string]]),
      ['images', info.items],
      ['labels', info.labels],
      ['images of other stages, left out', info.leftOut],
      ...(info.withoutSplit > 0 ? [['images in no split, left out', info.withoutSplit] as [string, number]] : []),
      ...(info.chosenOut > 0 ? [['labels of classes left out, as chosen', info.chosenOut] as [string, number]] : []),
      ...extraRows(info),
      ['images missing, unreadable, or changed and not confirmed, left out', info.unavailable],
      ...info.losses.map(({ reason, name, count }): [string, number] => [
        {
          shape: `labels left out: no shape ${name} in ${format}`,
          class: `labels left out: class ${name} unmatched`,
          joint: `joints left out: ${name}, which the class of the keypoints hasn't`,
          outside: `labels left out: ${name} outside the image`,
          attribute: `values left out: attribute ${name}, ${format} holds none`,
          group: `labels lose their group: ${format} holds none`,
          hole: `polygons lose their holes: ${format} holds none`,
          file: `images left out: of no ${name === 'nifti' ? 'NIfTI' : 'DICOM'} file`,
          burnedIn: 'images left out: text about the patient may be part of the picture (--burned-in keep)',
          fraction: `labels rounded to whole pixels: ${name}`,
          noClass: 'images left out: no class as a whole',
          severalClasses: 'images left out: several classes, and a folder is one',
        }[reason],
        count,
      ]),
    ]);
    for (const { path: name, fileState } of info.unavailableItems) output.line(`  ${name}: ${fileState}`);
    if (info.unavailable > info.unavailableItems.length)
      output.line(`  and ${info.unavailable - info.unavailableItems.length} more`);
    if (info.lossesFile !== null) output.line(`Each label that loses something: ${path.resolve(out, info.lossesFile)}`);
    if (info.leftOut > 0)
      output.line('Left out: images that are not labeled or approved yet (--all-stages takes them along).');
    output.result({ out: path.resolve(out), ...info });
    // All labels are there, as exactly as the format can say where.
    const isWhole = info.losses.every(({ reason }) => reason === 'fraction');
    return info.unavailable > 0 || !isWhole ? 3 : 0;
  },
};
