import type { Database } from 'better-sqlite3';
import { assert } from '#shared/base/assert.ts';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { HistoryEntry } from '#shared/contract/engineApi.ts';
import { listHistory } from '../db/editHistory.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { applyEdit } from './applyEdit.ts';
import type { HandlersOf } from './handler.ts';

export function createHistoryHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
}): HandlersOf<'history'> {
  const { db, emitter, history } = deps;

  function takeBack(target: HistoryEntry | null): HistoryEntry | null {
    if (!target) return null;
    const { itemId, change, label, madeAgain } = history.inverse(target.seq);
    const done = applyEdit(deps, { itemId, change, label, takesBack: { seq: target.seq, madeAgain } });
    // The newest edit of the project is undone first, so nothing can lie between it and the state.
    assert(done, 'the newest edit can be taken back');
    history.note(done.entry);
    emitter.emit('documentChanged', { itemId, revision: done.revision });
    emitter.emit('itemsChanged', { itemIds: [itemId] });
    emitter.emit('historyChanged', {});
    return { ...target, itemId };
  }

  return {
    'history.peek': () => ({ undo: history.peekUndo(), redo: history.peekRedo() }),
    'history.undo': () => takeBack(history.peekUndo()),
    'history.redo': () => takeBack(history.peekRedo()),
    'history.list': ({ itemId, limit }) => listHistory(db, itemId, limit),
  };
}
