import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { stages as allStages } from '#shared/model/item.ts';
import type { FileState } from '#shared/model/item.ts';
import type { CliCommand } from '../command.ts';
import { findVersion } from '../findVersion.ts';
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
};

export const exportCommand: CliCommand = {
  name: 'export',
  summary: 'Write labels for training',
  usage:
    'firstpass export PROJECT --format FORMAT --out DIR [--what annotations|predictions] [--images copy|link|leave] [--all-stages] [--query Q] [--version V] [--deidentify [--burned-in leaveOut|keep]]',
  example: 'firstpass export cells --format coco --out ~/cells-coco --images copy',
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    what: { type: 'string', default: 'annotations' },
    images: { type: 'string', default: 'leave' },
    'all-stages': { type: 'boolean', default: false },
    query: { type: 'string' },
    version: { type: 'string' },
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
        }[reason],
        count,
      ]),
    ]);
    for (const { path: name, fileState } of info.unavailableItems) output.line(`  ${name}: ${fileState}`);
    if (info.unavailable > info.unavailableItems.length)
      output.line(`  and ${info.unavailable - info.unavailableItems.length} more`);
    if (info.leftOut > 0)
      output.line('Left out: images that are not labeled or approved yet (--all-stages takes them along).');
    output.result({ out: path.resolve(out), ...info });
    // All labels are there, as exactly as the format can say where.
    const isWhole = info.losses.every(({ reason }) => reason === 'fraction');
    return info.unavailable > 0 || !isWhole ? 3 : 0;
  },
};
