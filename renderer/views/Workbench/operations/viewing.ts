/** What of the open image is hidden from the eye or locked against the hand: no label changes by it. */
import { showAll, toggleHidden, toggleIsolated, toggleLocked, unlockAll } from '#shared/editor/objectView.ts';
import type { UiKey } from '#shared/text/texts.ts';
import type { CommandAction } from '../../../state/CommandCenter.svelte.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

/** Hidden objects are let go of: what can't be seen is not worked on. */
export function hide(bench: WorkbenchState, ids: readonly string[]): void {
  bench.changeView((view) => toggleHidden(view, ids));
  const { hidden } = bench.objectView;
  if (bench.selection.some((id) => hidden.has(id))) bench.select(bench.selection.filter((id) => !hidden.has(id)));
}

/** Proposals aren't locked: they wait to be decided. */
export function lock(bench: WorkbenchState, ids: readonly string[]): void {
  const labels = bench.objects.flatMap(({ id, annotation }) => (annotation && ids.includes(id) ? [id] : []));
  if (labels.length > 0) bench.changeView((view) => toggleLocked(view, labels));
}

export function isolate(bench: WorkbenchState): void {
  const all = bench.objects.map(({ id }) => id);
  bench.changeView((view) => toggleIsolated(view, all, bench.selection));
}

export function showEverything(bench: WorkbenchState): void {
  bench.changeView(showAll);
}

/** The commands of it. @returns a function that takes them away again. */
export function provideObjectViewCommands(bench: WorkbenchState): () => void {
  const selected = (): UiKey | null => (bench.selection.length > 0 ? null : 'reason.nothingSelected');
  const label = (): UiKey | null => selected() ?? (bench.current?.annotation ? null : 'reason.proposalNotLocked');
  const actions = {
    'object.hide': { check: selected, run: () => hide(bench, bench.selection) },
    'object.lock': { check: label, run: () => lock(bench, bench.selection) },
    'object.isolate': {
      check: () => (bench.objectView.hiddenBefore ? null : selected()),
      run: () => isolate(bench),
    },
    'object.showAll': {
      check: () => (bench.hiddenCount > 0 ? null : 'reason.nothingHidden'),
      run: () => showEverything(bench),
    },
    'object.unlockAll': {
      check: () => (bench.lockedCount > 0 ? null : 'reason.nothingLocked'),
      run: () => bench.changeView(unlockAll),
    },
  } as const satisfies Record<string, CommandAction>;
  return bench.app.commands.provide(actions);
}
