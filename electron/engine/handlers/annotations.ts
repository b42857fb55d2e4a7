import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { EditHistory } from '../db/editHistory.ts';
import { findEdit } from '../db/editIds.ts';
import { listAuthors } from '../db/authors.ts';
import { getStanding } from '../db/items.ts';
import { findHead } from '../db/journal.ts';
import { applyEdit } from './applyEdit.ts';
import type { HandlersOf } from './handler.ts';

type Apply = HandlersOf<'annotations'>['annotations.apply'];

/** The answer to an edit that was made already: its client lost the first one. */
function answerAgain(db: Database, { itemId, baseRevision, editId }: Parameters<Apply>[0]): ReturnType<Apply> | null {
  const done = editId === undefined ? undefined : findEdit(db, editId);
  if (!done) return null;
  if (done.subject !== `item:${itemId}`) {
    const reason = `the edit ${editId} was made in another item`;
    throw new AppError('contract.badInput', { method: 'annotations.apply', reason });
  }
  return { ok: true, revision: baseRevision + 1, seq: done.seq };
}

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
  readonly projectPath: string;
}): HandlersOf<'annotations'> {
  const { emitter, history } = deps;
  return {
    'annotations.authors': ({ itemId }) => listAuthors(deps.db, itemId),
    'annotations.apply': ({ projectPath = deps.projectPath, ...edit }) => {
      // A page that has not heard yet that another project is open means an item of the same number.
      if (projectPath !== deps.projectPath) throw new AppError('project.another', { path: projectPath });
      // A gesture that ends where it began: nothing to write, nothing to undo.
      if (isEmptyChange(edit.change)) return answerAsItIs(deps.db, edit);
      const again = answerAgain(deps.db, edit);
      if (again) return again;
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
