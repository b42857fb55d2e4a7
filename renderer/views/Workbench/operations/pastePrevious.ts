import { editLabel } from '#shared/text/editLabel.ts';
import { addAnnotations } from '#shared/actions/addAnnotation.ts';
import { renewGroups } from '#shared/actions/groupAnnotations.ts';
import { compareLabels } from '#shared/actions/compareLabels.ts';
import type { AnnotationId } from '#shared/model/ids.ts';
import type { Copy } from '../../../state/AppState.svelte.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

function add(bench: WorkbenchState, copies: readonly Copy[]): void {
  if (!bench.document || copies.length === 0) return;
  const grouped = renewGroups(copies, () => crypto.randomUUID());
  const drawn = grouped.map((copy) => ({ ...copy, id: crypto.randomUUID() as AnnotationId }));
  const label = editLabel(drawn.length === 1 ? 'pastePrevious' : 'pastePreviousMany', { count: drawn.length });
  bench.apply(addAnnotations(bench.document, drawn), label);
  bench.select(drawn.map(({ id }) => id));
}

/** All labels of the image before, in the order that is being worked in; asks before any would lie there twice. */
export async function pastePrevious(bench: WorkbenchState): Promise<void> {
  const { app, document } = bench;
  const say = (key: 'bench.noPrevious' | 'bench.previousEmpty'): void => app.toasts.info(app.texts.ui(key));
  if (!document) return;
  const itemId = document.item.id;
  const previousId = await app.attempt(() => app.findNeighbour(-1));
  if (previousId === undefined) return;
  if (previousId === null) return say('bench.noPrevious');
  const previous = await app.attempt(() => app.document.find(previousId));
  // Whoever has gone on meanwhile meant the image that was open.
  if (!previous || bench.document?.item.id !== itemId) return;
  if (previous.annotations.length === 0) return say('bench.previousEmpty');
  const { missing, there, tooLarge } = compareLabels(bench.document, previous.annotations, bench.imageSize());
  if (tooLarge > 0) app.toasts.info(app.texts.ui('bench.noRoom', { count: tooLarge }));
  if (there.length === 0) return add(bench, missing);
  const answer = await new Promise<'missing' | 'all' | null>((resolve) => {
    bench.pasteQuestion = { missing: missing.length, there: there.length, answer: resolve };
  });
  bench.pasteQuestion = null;
  if (answer === null || bench.document?.item.id !== itemId) return;
  add(bench, answer === 'all' ? [...missing, ...there] : missing);
}
