import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { createClass, listClasses, updateClass } from '../db/classes.ts';
import { listClassMatches, matchClass } from '../db/classMatches.ts';
import type { HandlersOf } from './handler.ts';

export function createClassHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
}): HandlersOf<'classes'> {
  const { db, emitter } = deps;
  const announce = (): void => {
    emitter.emit('classesChanged', {});
    // A class of the same name makes proposals of it acceptable, an ignored one hides them.
    emitter.emit('itemsChanged', { itemIds: null });
  };
  return {
    'classes.list': () => listClasses(db),
    'classes.create': (look) => {
      const created = createClass(deps, look);
      announce();
      return created;
    },
    'classes.update': (update) => {
      const updated = updateClass(deps, update);
      announce();
      return updated;
    },
    'classes.matches': ({ runId }) => listClassMatches(db, runId),
    'classes.match': (match) => {
      matchClass(deps, match);
      announce();
      return null;
    },
  };
}
