import type { GrantId } from '#shared/model/ids.ts';
import type { Importer } from '../datasets/import/createImporter.ts';
import type { HandlersOf } from './handler.ts';

export function createImportHandlers(deps: {
  readonly importer: Importer;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'imports'> {
  const { importer, grantPath } = deps;
  return {
    'imports.formats': () => importer.formats(),
    'imports.preview': ({ source, options }) =>
      importer.preview('token' in source ? source : { path: grantPath(source.path), format: source.format }, options),
    'imports.start': ({ token, options }) => importer.start(token, options),
    'imports.drop': ({ token }) => {
      importer.drop(token);
      return null;
    },
  };
}
