import { AppError } from '#shared/contract/errors.ts';
import type { ImportOptions, ImportResult } from '#shared/contract/importApi.ts';
import type { AppState } from './AppState.svelte.ts';
import type { Toast } from './Toasts.svelte.ts';

/** Takes the import back, as long as nothing was done since. */
async function undoImport(app: AppState, seq: number): Promise<void> {
  // Undo takes back what is newest, which need not be the import any more.
  const isNewest = (await app.document.settled()) && (await app.host.call('history.peek', {})).undo?.seq === seq;
  if (!isNewest) {
    app.toasts.warn(app.texts.ui('import.undoLater'), null);
    return;
  }
  const entry = await app.host.call('history.undo', {});
  if (entry) app.toasts.info(app.texts.ui('bench.undone', { label: app.texts.edit(entry.label) }));
}

async function tellResult(
  app: AppState,
  { labels, imagesChanged, classesCreated, runId }: ImportResult,
): Promise<void> {
  const { texts, toasts } = app;
  const count = classesCreated.length;
  const classes = count > 0 ? ` ${texts.ui('import.doneClasses', { count })}` : '';
  if (runId !== null) {
    const action = { label: texts.ui('job.toRuns'), run: () => void (app.view = 'models') };
    toasts.info(texts.ui('import.donePredictions', { labels: labels.added }) + classes, action);
  } else if (imagesChanged === 0) toasts.info(texts.ui('import.doneNothing') + classes);
  else {
    const message =
      texts.ui('import.done', { labels: labels.added + labels.replaced, images: imagesChanged }) + classes;
    const seq = (await app.host.call('history.peek', {})).undo?.seq;
    const undo: Toast['action'] =
      seq === undefined
        ? undefined
        : { label: texts.ui('import.undo'), run: () => void app.attempt(() => undoImport(app, seq)) };
    toasts.info(message, undo);
  }
}

/** Imports what was previewed, as a job that the status bar shows, and tells how it ended. */
export async function runImport(app: AppState, token: string, options: ImportOptions): Promise<void> {
  app.isImporting = true;
  try {
    const result = await app.host.call('imports.start', { token, options });
    await tellResult(app, result);
  } catch (error) {
    // What a person cancelled needs no telling.
    if (!(error instanceof AppError) || error.code !== 'import.cancelled')
      app.toasts.error(error, { label: app.texts.ui('job.again'), run: () => void (app.dialog = 'import') });
    await app.host.call('imports.drop', { token }).catch(() => undefined);
  } finally {
    app.isImporting = false;
  }
}
