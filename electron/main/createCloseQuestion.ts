import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Texts } from '#shared/text/texts.ts';

/**
 * Asks whether a window may go with edits that are not on disk yet; told of none, it closes the window. The question doesn't hold
 * the engine up: what waits goes on being saved behind it.
 */
export function createCloseQuestion(deps: {
  readonly window: () => BrowserWindow;
  readonly texts: () => Promise<Texts>;
}): (unsaved: { readonly count: number }) => Promise<null> {
  let asked: AbortController | null = null;
  return async ({ count }) => {
    if (count === 0) {
      asked?.abort();
      deps.window().close();
      return null;
    }
    if (asked) return null;
    const { signal } = (asked = new AbortController());
    try {
      const texts = await deps.texts();
      const { response } = await dialog.showMessageBox(deps.window(), {
        type: 'warning',
        message: texts.ui('close.text', { count }),
        detail: texts.ui('close.detail'),
        buttons: [texts.ui('close.wait'), texts.ui('close.lose')],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        signal,
      });
      if (response === 1) deps.window().destroy();
      return null;
    } finally {
      asked = null;
    }
  };
}
