import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { Emitter } from '#shared/base/emitter.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { HistoryEntry } from '#shared/contract/api/annotationsApi.ts';
import { listHistory } from '../db/editHistory.ts';
import type { EditHistory, Inverse } from '../db/editHistory.ts';
import type { JournalEntry } from '../db/journal.ts';
import type { Importer } from '../datasets/import/createImporter.ts';
import { applyItemsEdit } from '../bulk/applyItemsEdit.ts';
import { invertItemsEdit } from '../bulk/invertItemsEdit.ts';
import { applyComments } from './applyComments.ts';
import { applyEdit } from './applyEdit.ts';
import type { HandlersOf } from './handler.ts';

export function createHistoryHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly importer: Pick<Importer, 'takeBack'>;
  /** Whether an edit of thousands is being written. */
  readonly isBulkBusy?: () => boolean;
}): HandlersOf<'history'> {
  const { db, emitter, history, importer } = deps;

  /** Writes it and says what is different now. @returns the new entry, or null when it doesn't fit what is stored. */
  function write(inverse: Inverse, seq: number): JournalEntry | null {
    const { label } = inverse;
    if (inverse.op === 'items.edited') {
      const edit = invertItemsEdit(inverse.edit);
      const entry = applyItemsEdit(deps, { edit, subject: inverse.subject, label, undoes: seq });
      if (!entry) return null;
      history.note(entry);
      emitter.emit('itemsChanged', { itemIds: null });
      return entry;
    }
    const { itemId } = inverse;
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
    return { ...target, itemId: 'itemId' in inverse ? inverse.itemId : null };
  }

  /** The newest edit of the project is taken back first, so nothing can lie between it and the state. */
  function takeNewestBack(peek: () => HistoryEntry | null): HistoryEntry | null | Promise<HistoryEntry> {
    if (deps.isBulkBusy?.()) throw new AppError('bulk.busy');
    const target = peek();
    if (!target) return null;
    // An import or a restore is taken back by a thread of its own; all else at once.
    if (history.isParted(target.seq)) return importer.takeBack(target.seq).then(() => target);
    const entry = assertExists(takeBack(target), 'the newest edit can be taken back');
    const subject = history.subjectOf(target.seq);
    const isPart = (next: HistoryEntry | null): next is HistoryEntry =>
      next !== null && subject.startsWith('bulk:') && history.subjectOf(next.seq) === subject;
    return isPart(peek()) ? takeRestBack(entry, peek, isPart) : entry;
  }

  /** The other parts of a long edit, with time for others between them. */
  async function takeRestBack(
    entry: HistoryEntry,
    peek: () => HistoryEntry | null,
    isPart: (next: HistoryEntry | null) => next is HistoryEntry,
  ): Promise<HistoryEntry> {
    for (let next = peek(); isPart(next); next = peek()) {
      await nextTurn();
      if (!takeBack(next)) break;
    }
    return entry;
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
    'history.undo': () => takeNewestBack(() => history.peekUndo()),
    'history.redo': () => takeNewestBack(() => history.peekRedo()),
    'history.list': ({ itemId, limit }) => listHistory(db, itemId, limit),
  };
}
