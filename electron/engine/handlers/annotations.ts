import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { getStanding } from '../db/items.ts';
import { findHead } from '../db/journal.ts';
import { applyEdit } from './applyEdit.ts';
import type { HandlersOf } from './handler.ts';

type Apply = HandlersOf<'annotations'>['annotations.apply'];

function answerAsItIs(db: Database, { itemId, baseRevision }: Parameters<Apply>[0]): Awaited<ReturnType<Apply>> {
  const { revision } = getStanding(db, itemId);
  if (revision !== baseRevision) return { ok: false, reason: 'store.conflict' };
  return { ok: true, revision, seq: findHead(db)?.seq ?? 0 };
}

export function createAnnotationHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
}): HandlersOf<'annotations'> {
  const { emitter, history } = deps;
  return {
    'annotations.apply': (edit) => {
      // A gesture that ends where it began: nothing to write, nothing to undo.
      if (isEmptyChange(edit.change)) return answerAsItIs(deps.db, edit);
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
