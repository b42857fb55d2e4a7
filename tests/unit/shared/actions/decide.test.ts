import { expect, test } from 'vitest';
import {
  acceptProposal,
  acceptRest,
  correctProposal,
  openProposals,
  rejectProposal,
  undecide,
} from '#shared/actions/decide.ts';
import { deleteAnnotations } from '#shared/actions/deleteAnnotations.ts';
import { relabel } from '#shared/actions/updateAnnotations.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { makeDocument, makeId, makeItem, makePrediction } from '#tests/support/factories.ts';

const newId = makeId;
const durationMs = 5;
const classId = 1 as ClassId;

test('proposals are walked from the least to the most confident', () => {
  const predictions = [0.9, 0.2, 0.5].map((score) => makePrediction({ score }));
  expect(openProposals(makeDocument({ predictions })).map(({ score }) => score)).toEqual([0.2, 0.5, 0.9]);
});

test('accepting makes a label of the proposal and starts the work on a new item', () => {
  const proposal = makePrediction();
  const document = makeDocument({ predictions: [proposal] });
  const after = applyChange(document, acceptProposal(document, proposal, { classId, newId, durationMs }));
  expect(after.item.stage).toBe('in progress');
  expect(after.annotations).toMatchObject([{ source: 'prediction', predictionId: proposal.id, shape: proposal.shape }]);
  expect(after.decisions).toMatchObject([{ kind: 'accepted', annotationId: after.annotations[0]?.id, score: 0.5 }]);
  expect(openProposals(after)).toEqual([]);
});

test('rejecting leaves no label and no open proposal', () => {
  const proposal = makePrediction();
  const document = makeDocument({ predictions: [proposal] });
  const after = applyChange(document, rejectProposal(document, proposal, { newId, durationMs }));
  expect(after).toMatchObject({ annotations: [], decisions: [{ kind: 'rejected', annotationId: null }] });
  expect(openProposals(after)).toEqual([]);
});

test('correcting keeps what the model said beside what the person made of it', () => {
  const proposal = makePrediction();
  const document = makeDocument({ predictions: [proposal] });
  const shape = { kind: 'box', box: [1, 2, 3, 4] } as const;
  const after = applyChange(
    document,
    correctProposal(document, proposal, { classId: 2 as ClassId, shape, newId, durationMs }),
  );
  expect(after.annotations).toMatchObject([{ classId: 2, shape }]);
  expect(after.decisions).toMatchObject([{ kind: 'corrected', shape: proposal.shape, className: 'cell' }]);
});

test('accepting the rest finishes the item and leaves what is decided alone', () => {
  const [first, second, third] = [makePrediction(), makePrediction(), makePrediction({ classId: null })];
  const document = makeDocument({ predictions: [first, second, third] });
  const rejected = applyChange(document, rejectProposal(document, first, { newId, durationMs }));
  const after = applyChange(rejected, acceptRest(rejected, { newId, durationMs }));
  expect(after.item.stage).toBe('labeled');
  expect(after.annotations.map(({ predictionId }) => predictionId)).toEqual([second.id]);
  expect(openProposals(after)).toEqual([third]);
});

test('an empty item can be finished', () => {
  const document = makeDocument();
  expect(applyChange(document, acceptRest(document, { newId, durationMs })).item.stage).toBe('labeled');
});

test('taking a decision back opens the proposal again and takes its label along', () => {
  const proposal = makePrediction();
  const document = makeDocument({ predictions: [proposal] });
  const accepted = applyChange(document, acceptProposal(document, proposal, { classId, newId, durationMs }));
  const after = applyChange(accepted, undecide(accepted, assertExists(accepted.decisions[0], 'accepted')));
  expect(after).toMatchObject({ annotations: [], decisions: [] });
  expect(openProposals(after)).toEqual([proposal]);
});

test('an accepted proposal that is relabeled was corrected, one that is deleted was rejected', () => {
  const proposal = makePrediction();
  const document = makeDocument({ predictions: [proposal] });
  const accepted = applyChange(document, acceptProposal(document, proposal, { classId, newId, durationMs }));
  const id = assertExists(accepted.annotations[0], 'accepted').id;
  expect(applyChange(accepted, relabel(accepted, [id], 2 as ClassId)).decisions).toMatchObject([{ kind: 'corrected' }]);
  const deleted = applyChange(accepted, deleteAnnotations(accepted, [id]));
  expect(deleted.decisions).toMatchObject([{ kind: 'rejected', annotationId: null }]);
  expect(openProposals(deleted)).toEqual([]);
});

test('every decision can be undone exactly', () => {
  const proposal = makePrediction();
  const document = makeDocument({ item: makeItem({ stage: 'returned' }), predictions: [proposal] });
  const change = acceptProposal(document, proposal, { classId, newId, durationMs });
  expect(applyChange(applyChange(document, change), invertChange(change))).toEqual(document);
});
