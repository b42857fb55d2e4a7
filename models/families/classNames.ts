import coco from '../cards/classes/coco80.json' with { type: 'json' };
import { findClassListOf } from '../cards/classLists.ts';

/** The 80 classes of COCO 2017 detection, in the order models give them (cocodataset.org, CC BY 4.0). */
export const coco80: readonly string[] = coco;

/** Names for a model that doesn't say its own: COCO's or ImageNet's where the count fits, else numbers. */
export function guessedNames(count: number): string[] {
  return [...(findClassListOf(count) ?? Array.from({ length: count }, (_, index) => `class ${index}`))];
}
