import type { ItemAction } from '#shared/contract/api/itemsApi.ts';
import type { ItemChoice } from '#shared/contract/itemQuery.ts';
import type { AppState } from '../state/AppState.svelte.ts';

/** Does something to many images, says to how many, and offers to take it back. Of thousands the status bar tells. */
export async function editItems(app: AppState, items: ItemChoice, action: ItemAction): Promise<void> {
  await app.document.settled();
  const done = await app.attempt(() => app.host.call('items.edit', { items, action }));
  if (!done || done.changed === null) return;
  const { texts, toasts, commands } = app;
  if (done.changed === 0) toasts.info(texts.ui('bulk.doneNone'));
  else
    toasts.info(texts.ui('bulk.done', { n: done.changed }), {
      label: texts.ui('bulk.undo'),
      run: () => void commands.run('edit.undo'),
    });
}
