import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { HistoryEntry } from '#shared/contract/engineApi.ts';
import { listHistory } from '../db/editHistory.ts';
import type { EditHistory, Inverse } from '../db/editHistory.ts';
import type { JournalEntry } from '../db/journal.ts';
import type { Importer } from '../datasets/import/createImporter.ts';
import { applyComments } from './applyComments.ts';
import { applyEdit } from './applyEdit.ts';
import type { HandlersOf } from './handler.ts';

export function createHistoryHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly importer: Pick<Importer, 'takeBack'>;
}): HandlersOf<'history'> {
  const { db, emitter, history, importer } = deps;

  /** Writes it and says what is different now. @returns the new entry, or null when it doesn't fit what is stored. */
  function write(inverse: Inverse, seq: number): JournalEntry | null {
    const { itemId, label } = inverse;
    if (inverse.op === 'comments.applied') {
      const entry = applyComments(deps, { itemId, change: inverse.change, label, undoes: seq });
      if (!entry) return null;
      history.note(entry);
      emitter.emit('commentsChanged', { itemId });
      return entry;
    }
    const { change, madeAgain } = inverse;
    const done = applyEdit(deps, { itemId, change, label, takesBack: { seq, madeAgain } });
    if (!done) return null;
    history.note(done.entry);
    emitter.emit('documentChanged', { itemId, revision: done.revision });
    emitter.emit('itemsChanged', { itemIds: [itemId] });
    return done.entry;
  }

  /** @returns null when the state isn't what the entry left behind. */
  function takeBack(target: HistoryEntry): HistoryEntry | null {
    const inverse = history.inverse(target.seq);
    if (!write(inverse, target.seq)) return null;
    emitter.emit('historyChanged', {});
    return { ...target, itemId: inverse.itemId };
  }

  /** An import or a restore is taken back by a thread of its own; all else at once. */
  function takeNewestBack(target: HistoryEntry | null): HistoryEntry | null | Promise<HistoryEntry> {
    if (target && history.isParted(target.seq)) return importer.takeBack(target.seq).then(() => target);
    // The newest edit of the project is undone first, so nothing can lie between it and the state.
    return target && assertExists(takeBack(target), 'the newest edit can be taken back');
  }

  return {
    'history.peek': ({ itemId }) => ({
      undo: history.peekUndo(),
      redo: history.peekRedo(),
      undoHere: itemId === undefined ? null : history.peekUndoIn(itemId),
    }),
    'history.undoHere': ({ itemId }) => {
      const target = history.peekUndoIn(itemId);
      if (!target) return { ok: false, reason: 'history.nothingHere' };
      const entry = takeBack(target);
      return entry ? { ok: true, entry } : { ok: false, reason: 'history.builtOn' };
    },
    'history.undo': () => takeNewestBack(history.peekUndo()),
    'history.redo': () => takeNewestBack(history.peekRedo()),
    'history.list': ({ itemId, limit }) => listHistory(db, itemId, limit),
  };
}
