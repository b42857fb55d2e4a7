import { expect, test } from 'vitest';
import type { ClassId, ItemId, PredictionId, RunId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import { listRunnerUps } from '../../../../../renderer/views/Workbench/runnerUps.ts';

const [cell, nucleus] = [1 as ClassId, 2 as ClassId];
const classes = [
  { id: cell, name: 'Cell' },
  { id: nucleus, name: 'Nucleus' },
] as unknown as LabelClass[];
const prediction: Prediction = {
  id: 1 as PredictionId,
  runId: 1 as RunId,
  itemId: 1 as ItemId,
  className: 'cell',
  classId: cell,
  score: 0.5,
  shape: { kind: 'whole' },
  scores: {
    top: [
      ['cell', 0.5],
      ['dust', 0.2],
      ['core', 0.1],
      ['glare', 0.08],
      ['edge', 0.06],
      ['hair', 0.05],
    ],
    rest: 0.01,
    isShared: true,
  },
};

test('the classes after its own, by their names here; ignored ones left out, and no more than there are keys', () => {
  const scoredClasses = { cell, core: nucleus, glare: null, edge: null, hair: null };
  expect(listRunnerUps({ scoredClasses }, prediction, classes)).toEqual([
    { className: 'core', name: 'Nucleus', classId: nucleus, score: 0.1 },
    { className: 'glare', name: 'glare', classId: null, score: 0.08 },
    { className: 'edge', name: 'edge', classId: null, score: 0.06 },
  ]);
});

test('none where the model tells only its best class', () => {
  const { scores: _, ...bare } = prediction;
  expect(listRunnerUps({}, bare, classes)).toEqual([]);
});
