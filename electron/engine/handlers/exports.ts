import type { GrantId } from '#shared/model/ids.ts';
import type { Exporter } from '../datasets/createExporter.ts';
import type { HandlersOf } from './handler.ts';

export function createExportHandlers(deps: {
  readonly exporter: Exporter;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'exports'> {
  const { exporter, grantPath } = deps;
  return {
    'exports.formats': () => exporter.formats(),
    'exports.preview': (input) => exporter.preview(input),
    'exports.start': ({ folder, ...input }) => exporter.start({ ...input, folder: grantPath(folder) }),
  };
}
