/** What a person decides where a run and the labels differ. */
import { rejectProposal } from '#shared/actions/decide.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import { takeClass, takeShape } from '#shared/actions/takePrediction.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { Change } from '#shared/change/change.ts';
import { editLabel } from '#shared/text/editLabel.ts';
import type { EditLabel } from '#shared/text/editLabel.ts';
import type { UiKey } from '#shared/text/texts.ts';
import { differenceKey } from '../../../state/Comparison.svelte.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';
import { accept, askClass } from './reviewing.ts';
import { pressCrosshair } from './keyboardDrawing.ts';

const newId = (): string => crypto.randomUUID();

/** The place of what is looked at among what is left. */
function placeOf(bench: WorkbenchState): number {
  return bench.app.comparison.openOf(bench.document).findIndex((one) => one === bench.difference);
}

function lookAt(bench: WorkbenchState, at: number): void {
  const { comparison } = bench.app;
  const open = comparison.openOf(bench.document);
  const one = open[Math.min(at, open.length - 1)];
  comparison.currentKey = one ? differenceKey(one) : null;
  bench.selectDifference();
}

function decide(bench: WorkbenchState, change: Change, label: EditLabel): void {
  const at = placeOf(bench);
  bench.apply(change, label);
  lookAt(bench, at);
}

/** The next difference, of this item or another. */
export async function step(bench: WorkbenchState, direction: 1 | -1): Promise<void> {
  const at = placeOf(bench) + direction;
  const count = bench.app.comparison.openOf(bench.document).length;
  if (count > 0 && at >= 0 && at < count) lookAt(bench, at);
  else await bench.go(direction);
}

/** The model is right: a new label, another shape, another class, or a label less. */
export async function take(bench: WorkbenchState): Promise<void> {
  const { document, difference } = bench;
  if (!document || !difference) return step(bench, 1);
  const { prediction, annotationId } = difference;
  const annotation = document.annotations.find(({ id }) => id === annotationId);
  if (annotation) {
    bench.selectDifference();
    if (bench.isLocked(annotation.id)) return bench.app.toasts.info(bench.app.texts.ui('bench.lockedNow'));
  }
  if (!prediction) {
    if (annotation) decide(bench, deleteAnnotations(document, [annotation.id]), editLabel('delete'));
    return;
  }
  const input = { newId, durationMs: bench.duration(), defaultsOf: bench.defaultsOf, skeletonOf: bench.skeletonOf };
  if (!annotation) {
    const at = placeOf(bench);
    bench.selectDifference();
    await accept(bench);
    lookAt(bench, at);
  } else if (difference.kind === 'lowOverlap') {
    decide(bench, takeShape(document, prediction, annotation, input), editLabel('takeShape'));
  } else {
    const classId = prediction.classId ?? (await askClass(bench, prediction));
    if (classId === null) return;
    const now = assertExists(bench.document, 'the item is open while its class is asked for');
    decide(bench, takeClass(now, prediction, annotation, { ...input, classId }), editLabel('takeClass'));
  }
}

/** The label is right: the prediction is rejected, and not asked about again. Without one there is nothing to keep of it. */
export async function keep(bench: WorkbenchState): Promise<void> {
  const { document, difference } = bench;
  if (!document || !difference?.prediction) return step(bench, 1);
  const change = rejectProposal(document, difference.prediction, { newId, durationMs: bench.duration() });
  decide(bench, change, editLabel('reject'));
}

/** @returns a function that takes the commands away again. */
export function provideCompareCommands(bench: WorkbenchState): () => void {
  const open = (): UiKey | null => (bench.document ? null : 'reason.notHere');
  const writable = (): UiKey | null => open() ?? (bench.isReadOnly ? 'reason.readOnly' : null);
  return bench.app.commands.provide({
    'compare.take': {
      check: writable,
      run: () => {
        if (!pressCrosshair(bench) && !bench.tool.finish?.()) void take(bench);
      },
    },
    'compare.keep': { check: writable, run: () => void keep(bench) },
    'compare.next': { check: open, run: () => void step(bench, 1) },
    'compare.previous': { check: open, run: () => void step(bench, -1) },
  });
}
