import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { QuerySql } from '../db/query/QuerySql.ts';
import { whereSql } from '../db/query/whereSql.ts';
import { listViews, removeView, saveView } from '../db/views.ts';
import type { HandlersOf } from './handler.ts';

export function createViewHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
}): HandlersOf<'views'> {
  const { db, emitter } = deps;
  return {
    'views.list': () => listViews(db),
    'views.save': (view) => {
      // What finds nothing but a complaint is not kept.
      whereSql(new QuerySql(db, {}, new Date()), view.query);
      const saved = saveView(deps, view);
      emitter.emit('viewsChanged', {});
      return saved;
    },
    'views.remove': ({ name }) => {
      removeView(deps, name);
      emitter.emit('viewsChanged', {});
      return null;
    },
  };
}
