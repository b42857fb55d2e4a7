import type { HistoryEntry } from '#shared/contract/api/annotationsApi.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

/** Takes the newest edit of the open image back, whatever was edited in others since. */
export async function undoHere(bench: WorkbenchState): Promise<void> {
  const { app, document } = bench;
  if (!document || bench.tool.back?.()) return;
  const itemId = document.item.id;
  bench.tool.cancel();
  // The engine takes back what it has: as long as something can't be saved, that is not the newest.
  if (!(await app.document.settled())) {
    app.toasts.info(app.texts.ui('bench.notSavedYet'));
    return;
  }
  const answer = await app.attempt(() => app.host.call('history.undoHere', { itemId }));
  if (!answer) return;
  if (!answer.ok) {
    const reason = answer.reason === 'history.nothingHere' ? 'bench.nothingToUndoHere' : 'bench.builtOn';
    app.toasts.info(app.texts.ui(reason));
    return;
  }
  app.toasts.info(app.texts.ui('bench.undone', { label: app.texts.edit(answer.entry.label) }));
  await app.document.reload();
}

/** What a key says of an entry that it would take back, where the history shows it. */
export function keyOfEntry({ app }: WorkbenchState, { seq }: HistoryEntry): 'edit.undo' | 'edit.undoHere' | null {
  const { undo, undoHere: here } = app.undoHints.next;
  if (undo?.seq === seq) return 'edit.undo';
  return here?.seq === seq ? 'edit.undoHere' : null;
}
