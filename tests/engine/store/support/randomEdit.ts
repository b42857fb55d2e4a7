import type { Change } from '#shared/change/change.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import { randomVerb } from '#tests/support/randomVerb.ts';
import type { Random } from '#tests/support/randomVerb.ts';

/** What a person may do next with an item: any verb on its labels and proposals, undo, redo. */
export function randomEdit(random: Random, document: ItemDocument): Change | 'undo' | 'redo' {
  const choice = random(8);
  if (choice < 2) return choice === 0 ? 'undo' : 'redo';
  return randomVerb(random, document);
}
