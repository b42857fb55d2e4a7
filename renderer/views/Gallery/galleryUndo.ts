import type { UiKey } from '#shared/text/texts.ts';
import type { AppState } from '../../state/AppState.svelte.ts';

async function travel(app: AppState, direction: 'undo' | 'redo'): Promise<void> {
  const { texts, toasts, host } = app;
  await app.document.settled();
  const entry = await app.attempt(() => host.call(`history.${direction}`, {}));
  if (entry === undefined) return;
  const isUndo = direction === 'undo';
  if (entry === null) toasts.info(texts.ui(isUndo ? 'bench.nothingToUndo' : 'bench.nothingToRedo'));
  else toasts.info(texts.ui(isUndo ? 'bench.undone' : 'bench.redone', { label: texts.edit(entry.label) }));
}

/** Undo and redo in the gallery, where no image is open: the list shows what comes of it. @returns takes them away again */
export function provideGalleryUndo(app: AppState): () => void {
  const check = (): UiKey | null => (app.isReadOnly ? 'reason.readOnly' : null);
  return app.commands.provide({
    'edit.undo': { check, run: () => void travel(app, 'undo') },
    'edit.redo': { check, run: () => void travel(app, 'redo') },
  });
}
