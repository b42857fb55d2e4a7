import type { UiKey } from '#shared/text/texts.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

/** The command of comments. @returns a function that takes it away again. */
export function provideCommentCommands(bench: WorkbenchState): () => void {
  const { app } = bench;
  const writable = (): UiKey | null =>
    !bench.document ? 'reason.notHere' : bench.isReadOnly ? 'reason.readOnly' : null;
  return app.commands.provide({
    'comment.write': {
      check: writable,
      run: () => {
        if (!app.showInspector) app.togglePanel('showInspector');
        if (!app.showComments) app.togglePanel('showComments');
        app.comments.isFieldWanted = true;
      },
    },
  });
}
