import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { applyEdit } from './applyEdit.ts';
import type { HandlersOf } from './handler.ts';

export function createAnnotationHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
}): HandlersOf<'annotations'> {
  const { emitter, history } = deps;
  return {
    'annotations.apply': (edit) => {
      const done = applyEdit(deps, edit);
      if (!done) return { ok: false, reason: 'store.conflict' };
      const { entry, revision } = done;
      history.note(entry);
      emitter.emit('documentChanged', { itemId: edit.itemId, revision });
      emitter.emit('itemsChanged', { itemIds: [edit.itemId] });
      emitter.emit('historyChanged', {});
      return { ok: true, revision, seq: entry.seq };
    },
  };
}
