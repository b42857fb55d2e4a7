import { AppError } from '#shared/contract/errors.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { AppState } from './AppState.svelte.ts';

/** Joins a table that was previewed, as a job that the status bar shows, and tells how it ended. */
export async function joinTable(app: AppState, input: EngineInput<'metadata.join'>): Promise<void> {
  const { texts, toasts } = app;
  await app.document.settled();
  try {
    const { itemsChanged } = await app.host.call('metadata.join', input);
    if (itemsChanged === 0) toasts.info(texts.ui('join.doneNothing'));
    else
      toasts.info(texts.ui('join.done', { count: itemsChanged }), {
        label: texts.ui('bulk.undo'),
        run: () => void app.commands.run('edit.undo'),
      });
    await app.finding.loadValues();
  } catch (error) {
    // What a person cancelled needs no telling.
    if (error instanceof AppError && error.code === 'import.cancelled') return;
    toasts.error(error, { label: texts.ui('job.again'), run: () => void (app.dialog = 'joinTable') });
  }
}
