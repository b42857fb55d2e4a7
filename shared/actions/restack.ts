import type { Change } from '../change/change.ts';
import type { Annotation } from '../model/annotation.ts';
import type { AnnotationId } from '../model/ids.ts';
import type { ItemDocument } from '../model/itemDocument.ts';
import { editChange } from './editChange.ts';

export type StackMove = 'front' | 'forward' | 'backward' | 'back';

/** From the bottom to the top; of the same height, as they are listed. */
export function stackOf(annotations: readonly Annotation[]): Annotation[] {
  return annotations.toSorted((a, b) => a.z - b.z);
}

/** One step up: each chosen one changes places with the other above it; what lies on top already stays. */
function raise(stack: readonly Annotation[], chosen: ReadonlySet<AnnotationId>): Annotation[] {
  const raised = [...stack];
  for (let at = raised.length - 2; at >= 0; at -= 1) {
    const [one, above] = [raised[at], raised[at + 1]];
    if (one && above && chosen.has(one.id) && !chosen.has(above.id)) raised.splice(at, 2, above, one);
  }
  return raised;
}

function moveIn(stack: readonly Annotation[], chosen: ReadonlySet<AnnotationId>, move: StackMove): Annotation[] {
  const isChosen = ({ id }: Annotation): boolean => chosen.has(id);
  const [moved, others] = [stack.filter(isChosen), stack.filter((one) => !isChosen(one))];
  if (move === 'front') return [...others, ...moved];
  if (move === 'back') return [...moved, ...others];
  return move === 'forward' ? raise(stack, chosen) : raise(stack.toReversed(), chosen).reverse();
}

/**
 * Moves annotations in the stack they are painted in; among themselves they keep their order. Heights are given anew only
 * from the first place that changes, and only to those whose height differs. What was decided about them stays: where a
 * label lies is no correction of it.
 */
export function restack(document: ItemDocument, ids: readonly AnnotationId[], move: StackMove): Change {
  const stack = stackOf(document.annotations);
  const after = moveIn(stack, new Set(ids), move);
  const firstMoved = after.findIndex((one, at) => one !== stack[at]);
  if (firstMoved < 0) return editChange(document, {}, document.item.stage);
  let z = stack[firstMoved - 1]?.z ?? -Infinity;
  const updated = after.slice(firstMoved).flatMap((from, at): (readonly [Annotation, Annotation])[] => {
    // The heights stay with their places, apart where labels shared one.
    z = Math.max(z + 1, stack[firstMoved + at]?.z ?? 0);
    return from.z === z ? [] : [[from, { ...from, z }]];
  });
  return editChange(document, { annotations: { updated } });
}
