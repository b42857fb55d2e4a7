import { AppError } from '#shared/contract/errors.ts';
import type { GrantId, VersionId } from '#shared/model/ids.ts';
import type { Exporter } from '../datasets/createExporter.ts';
import type { ExportedVersion } from '../datasets/exportRequest.ts';
import type { Versions } from '../datasets/versions/createVersions.ts';
import type { HandlersOf } from './handler.ts';

interface Choice {
  readonly what: 'annotations' | 'predictions';
  readonly where?: string | undefined;
}

export function createExportHandlers(deps: {
  readonly exporter: Exporter;
  readonly versions: Pick<Versions, 'snapshot'>;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'exports'> {
  const { exporter, versions, grantPath } = deps;

  /** @throws {AppError} version.* */
  async function find(id: VersionId | undefined, { what, where }: Choice): Promise<ExportedVersion | null> {
    if (id === undefined) return null;
    if (what === 'predictions') throw new AppError('version.predictions');
    // What a query goes by is kept of the labels as they are now.
    if (where) throw new AppError('version.query');
    const { version, path } = await versions.snapshot(id);
    return { name: version.name, contentHash: version.contentHash, snapshotPath: path };
  }

  return {
    'exports.formats': () => exporter.formats(),
    'exports.hasDicom': () => exporter.hasDicom(),
    'exports.preview': async ({ versionId, ...input }) =>
      exporter.preview({ ...input, version: await find(versionId, input) }),
    'exports.lossItems': async ({ versionId, ...input }) =>
      exporter.lossItems({ ...input, version: await find(versionId, input) }),
    'exports.samples': ({ versionId, ...input }) =>
      exporter.samples(find(versionId, input).then((version) => ({ ...input, version }))),
    'exports.endSamples': () => {
      exporter.endSamples();
      return null;
    },
    'exports.start': async ({ folder, versionId, ...input }) =>
      exporter.start({ ...input, version: await find(versionId, input), folder: grantPath(folder) }),
  };
}
