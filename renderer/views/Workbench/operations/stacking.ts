import { editLabel } from '#shared/text/editLabel.ts';
import type { EditKey } from '#shared/text/editLabel.ts';
import { restack } from '#shared/actions/restack.ts';
import type { StackMove } from '#shared/actions/restack.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

const labels: Readonly<Record<StackMove, EditKey>> = {
  front: 'bringToFront',
  forward: 'bringForward',
  backward: 'sendBackward',
  back: 'sendToBack',
};

/** Moves the selected labels in the stack; proposals lie below all labels. */
export function restackSelected(bench: WorkbenchState, move: StackMove): void {
  const { document, app } = bench;
  if (!document || bench.refuseLocked()) return;
  const change = restack(document, bench.selectedAnnotations(), move);
  if (isEmptyChange(change)) app.toasts.info(app.texts.ui('bench.stackEnd'));
  else bench.apply(change, editLabel(labels[move]));
}
