import { restack } from '#shared/actions/restack.ts';
import type { StackMove } from '#shared/actions/restack.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

const labels: Readonly<Record<StackMove, string>> = {
  front: 'Bring to front',
  forward: 'Bring forward',
  backward: 'Send backward',
  back: 'Send to back',
};

/** Moves the selected labels in the stack; proposals lie below all labels. */
export function restackSelected(bench: WorkbenchState, move: StackMove): void {
  const { document, app } = bench;
  if (!document || bench.refuseLocked()) return;
  const change = restack(document, bench.selectedAnnotations(), move);
  if (isEmptyChange(change)) app.toasts.info(app.texts.ui('bench.stackEnd'));
  else bench.apply(change, labels[move]);
}
