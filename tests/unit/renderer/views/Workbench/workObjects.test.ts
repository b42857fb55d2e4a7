import { expect, test } from 'vitest';
import { makeAnnotation, makeDocument, makePrediction } from '#tests/support/factories.ts';
import { listWorkObjects, stackObjects } from '../../../../../renderer/views/Workbench/workObjects.ts';

test('the list keeps its order while the stack follows the heights, with proposals below the labels', () => {
  const annotations = [3, 1, 2].map((z) => makeAnnotation({ z }));
  const predictions = [makePrediction(), makePrediction()];
  const objects = listWorkObjects(makeDocument({ annotations, predictions }), predictions, []);
  const ids = (list: readonly { readonly annotation: { readonly z: number } | null }[]) =>
    list.map(({ annotation }) => annotation?.z ?? 'proposal');
  expect(ids(objects)).toEqual(['proposal', 'proposal', 3, 1, 2]);
  expect(ids(stackObjects(objects))).toEqual(['proposal', 'proposal', 1, 2, 3]);
});
