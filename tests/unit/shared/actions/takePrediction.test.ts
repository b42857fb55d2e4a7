import { expect, test } from 'vitest';
import { acceptProposal, openProposals, undecide } from '#shared/actions/decide.ts';
import { takeClass, takeShape } from '#shared/actions/takePrediction.ts';
import { assertExists } from '#shared/base/assert.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { makeAnnotation, makeDocument, makeId, makePrediction } from '#tests/support/factories.ts';

const input = { newId: makeId, durationMs: 5 };
const shape = { kind: 'box', box: [1, 2, 30, 40] } as const;

test('a label takes the shape of a prediction, stays the person’s, and the prediction is accepted', () => {
  const annotation = makeAnnotation();
  const prediction = makePrediction({ shape });
  const document = makeDocument({ annotations: [annotation], predictions: [prediction] });
  const change = takeShape(document, prediction, annotation, input);
  const after = applyChange(document, change);
  expect(after.annotations).toEqual([{ ...annotation, shape }]);
  expect(after.decisions).toMatchObject([
    { kind: 'accepted', predictionId: prediction.id, annotationId: annotation.id, shape },
  ]);
  expect(openProposals(after)).toEqual([]);
  expect(applyChange(after, invertChange(change))).toEqual(document);
});

test('a label takes the class of a prediction and keeps its own shape: it was right in part', () => {
  const annotation = makeAnnotation();
  const prediction = makePrediction({ shape, classId: 2 as ClassId });
  const document = makeDocument({ annotations: [annotation], predictions: [prediction] });
  const after = applyChange(document, takeClass(document, prediction, annotation, { ...input, classId: 2 as ClassId }));
  expect(after.annotations).toEqual([{ ...annotation, classId: 2 }]);
  expect(after.decisions).toMatchObject([{ kind: 'corrected', annotationId: annotation.id }]);
});

test('a decision that only changed a label is taken back without the label', () => {
  const annotation = makeAnnotation();
  const prediction = makePrediction({ shape });
  const document = makeDocument({ annotations: [annotation], predictions: [prediction] });
  const taken = applyChange(document, takeShape(document, prediction, annotation, input));
  const after = applyChange(taken, undecide(taken, assertExists(taken.decisions[0], 'it was accepted')));
  expect(after).toMatchObject({ annotations: [{ id: annotation.id }], decisions: [] });
});

test('a label of two decisions leaves none behind when the one that made it is taken back', () => {
  const [first, second] = [makePrediction(), makePrediction({ shape })];
  const document = makeDocument({ predictions: [first, second] });
  const made = applyChange(document, acceptProposal(document, first, { ...input, classId: 1 as ClassId }));
  const label = assertExists(made.annotations[0], 'it was accepted');
  const both = applyChange(made, takeShape(made, second, label, input));
  expect(both.decisions).toMatchObject([{ kind: 'corrected' }, { kind: 'accepted', annotationId: label.id }]);
  const after = applyChange(both, undecide(both, assertExists(both.decisions[0], 'the first')));
  expect(after.annotations).toEqual([]);
  expect(after.decisions).toMatchObject([{ kind: 'rejected', predictionId: second.id, annotationId: null }]);
});
