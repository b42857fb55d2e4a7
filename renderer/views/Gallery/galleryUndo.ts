import type { UiKey } from '#shared/text/texts.ts';
import type { AppState } from '../../state/AppState.svelte.ts';
import { timeTravel } from '../../state/timeTravel.ts';

async function travel(app: AppState, direction: 'undo' | 'redo'): Promise<void> {
  await app.document.settled();
  await timeTravel(app, direction);
}

/** Undo and redo in the gallery, where no image is open: the list shows what comes of it. @returns takes them away again */
export function provideGalleryUndo(app: AppState): () => void {
  const check = (): UiKey | null => (app.isReadOnly ? 'reason.readOnly' : null);
  return app.commands.provide({
    'edit.undo': { check, run: () => void travel(app, 'undo') },
    'edit.redo': { check, run: () => void travel(app, 'redo') },
  });
}
