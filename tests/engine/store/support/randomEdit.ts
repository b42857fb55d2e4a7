import type { Change } from '#shared/change/change.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { modelSha256 } from './fillProject.ts';
import { decide, makeAnnotation, makeChange } from './edits.ts';

/** Numbers 0..below-1 from a linear congruential generator (Numerical Recipes): the same for the same seed. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What a person may do next with an item: draw, change, delete, decide, undo, redo. `sha256`: of the active run's model. */
export function randomEdit(
  random: (below: number) => number,
  document: ItemDocument,
  sha256 = modelSha256,
): Change | 'undo' | 'redo' {
  const { annotations, decisions, predictions } = document;
  const annotation = annotations[random(annotations.length)];
  const prediction = predictions.find(({ id }) => !decisions.some(({ predictionId }) => predictionId === id));
  const choice = random(6);
  if (choice === 0) return 'undo';
  if (choice === 1) return 'redo';
  if (choice === 2 && annotation) return makeChange({ annotations: { removed: [annotation] } });
  if (choice === 3 && annotation)
    return makeChange({ annotations: { updated: [[annotation, { ...annotation, z: annotation.z + 1 }]] } });
  if (choice === 4 && prediction)
    return decide(prediction, random(2) === 0 ? 'accepted' : 'rejected', { modelSha256: sha256 });
  return makeChange({ annotations: { added: [makeAnnotation()] } });
}
