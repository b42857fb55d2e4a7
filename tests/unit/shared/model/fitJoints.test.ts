import { expect, test } from 'vitest';
import { acceptProposal } from '#shared/actions/decide.ts';
import { fitJoints } from '#shared/model/fitJoints.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { makeDocument, makeId, makePrediction } from '#tests/support/factories.ts';

const skeletonOf = (...ids: string[]): Skeleton => ({
  joints: ids.map((id) => ({ id, name: id, side: null, x: 0.5, y: 0.5 })),
  edges: [],
});
const pose: Shape = {
  kind: 'keypoints',
  joints: ['1', '2'].map((id, at) => ({ id, visibility: 'visible', x: 10 * at, y: 5 })),
};
const idsOf = (shape: Shape): string[] => (shape.kind === 'keypoints' ? shape.joints.map(({ id }) => id) : []);

test('joints of other names become those of the class by their order, when they are as many', () => {
  const skeleton = skeletonOf('nose', 'tail');
  expect(idsOf(fitJoints(pose, skeleton))).toEqual(['nose', 'tail']);
  // The same object each time, so that it isn't painted anew.
  expect(fitJoints(pose, skeleton)).toBe(fitJoints(pose, skeleton));
  for (const other of [skeletonOf('nose'), skeletonOf('2', 'nose'), undefined])
    expect(fitJoints(pose, other)).toBe(pose);
});

test('an accepted pose has the joints of its class, its decision those of the model', () => {
  const prediction = makePrediction({ shape: pose });
  const document = makeDocument({ predictions: [prediction] });
  const input = { classId: 1 as ClassId, newId: makeId, durationMs: 1, skeletonOf: () => skeletonOf('nose', 'tail') };
  const { annotations, decisions } = acceptProposal(document, prediction, input);
  expect(annotations.added.map(({ shape }) => idsOf(shape))).toEqual([['nose', 'tail']]);
  expect(decisions.added).toMatchObject([{ kind: 'accepted', shape: pose }]);
});
