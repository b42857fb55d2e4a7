import { expect, test } from 'vitest';
import type { ClassId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
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

test('a pose that is proposed is drawn with the joints of its class, or with those of the model', () => {
  const joints = [{ id: '1', visibility: 'visible', x: 1, y: 2 }] as const;
  const predictions = [makePrediction({ shape: { kind: 'keypoints', joints }, classId: 1 as ClassId })];
  const skeleton = (id: string) => ({ joints: [{ id, name: id, side: null, x: 0.5, y: 0.5 }], edges: [] });
  const modelSkeleton = skeleton('1');
  const list = (of: Partial<LabelClass>) => {
    const classes = [{ id: 1 as ClassId, name: 'cell', color: '0', position: 0, ...of }];
    return listWorkObjects(makeDocument({ predictions, modelSkeleton }), predictions, classes);
  };
  expect(list({})).toMatchObject([{ skeleton: modelSkeleton, shape: { joints: [{ id: '1' }] } }]);
  const own = skeleton('nose');
  expect(list({ skeleton: own })).toMatchObject([{ skeleton: own, shape: { joints: [{ id: 'nose' }] } }]);
});
