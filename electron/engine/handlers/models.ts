import type { GrantId } from '#shared/model/ids.ts';
import type { ModelLibrary } from '../prelabel/createModelLibrary.ts';
import type { HandlersOf } from './handler.ts';

export function createModelHandlers(deps: {
  readonly models: ModelLibrary;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'models'> {
  return {
    'models.list': () => deps.models.list(),
    'models.add': ({ file }) => deps.models.add(deps.grantPath(file)),
  };
}
