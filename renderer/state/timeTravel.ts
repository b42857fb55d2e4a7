import type { HistoryEntry } from '#shared/contract/api/annotationsApi.ts';
import type { AppState } from './AppState.svelte.ts';

/** Takes the newest edit of the project back, or gives it back, and says which it was. @returns null: there was none, or it failed */
export async function timeTravel(app: AppState, direction: 'undo' | 'redo'): Promise<HistoryEntry | null> {
  const { texts, toasts, host } = app;
  const isUndo = direction === 'undo';
  const entry = await app.attempt(() => host.call(`history.${direction}`, {}));
  if (entry) toasts.info(texts.ui(isUndo ? 'bench.undone' : 'bench.redone', { label: texts.edit(entry.label) }));
  else if (entry === null) toasts.info(texts.ui(isUndo ? 'bench.nothingToUndo' : 'bench.nothingToRedo'));
  return entry ?? null;
}
