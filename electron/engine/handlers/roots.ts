import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { GrantId } from '#shared/model/ids.ts';
import type { Library } from '../library/createLibrary.ts';
import type { HandlersOf } from './handler.ts';

export function createRootHandlers(deps: {
  readonly library: Library;
  readonly emitter: Emitter<EngineEvents>;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'roots'> {
  return {
    'roots.add': async ({ folder }) => {
      const root = await deps.library.addRoot(deps.grantPath(folder));
      deps.emitter.emit('projectChanged', {});
      return root;
    },
    'roots.choosePlanes': ({ planes }) => {
      deps.library.choosePlanes(planes);
      deps.emitter.emit('projectChanged', {});
      return null;
    },
    'roots.settled': async () => {
      await deps.library.settled();
      return null;
    },
  };
}
